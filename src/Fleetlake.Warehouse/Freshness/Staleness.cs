using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Fleetlake.Warehouse.Models;

namespace Fleetlake.Warehouse.Freshness;

/// <summary>
/// Decides, from the recorded states alone, which partitions of models no longer are what their inputs say.
/// It sees the states as they were given: after a model is built, ask a new one.
/// </summary>
public sealed class Staleness
{
    private const int DigestCharacters = 32;
    private readonly Dictionary<TableDate, PartitionState> _states;
    private readonly Dictionary<string, PartitionState[]> _filled;
    private readonly Dictionary<(string Table, DateOnly First, DateOnly Last), string> _digests = [];

    /// <summary>Takes what the warehouse has.</summary>
    /// <param name="states">All states, in any order.</param>
    public Staleness(IEnumerable<PartitionState> states)
    {
        _states = states.ToDictionary(state => new TableDate(state.Table, state.Date));
        _filled = _states.Values
            .Where(state => state.Rows > 0)
            .GroupBy(state => state.Table, StringComparer.Ordinal)
            .ToDictionary(table => table.Key, table => table.OrderBy(state => state.Date).ToArray(), StringComparer.Ordinal);
    }

    /// <summary>
    /// What building this date would be made from: a digest of the versions of all partitions that the model's windows
    /// hold around it, a slash, and <see cref="Model.Hash"/>. A partition without rows is as one that is not there.
    /// </summary>
    public string Inputs(Model model, DateOnly date)
    {
        ArgumentNullException.ThrowIfNull(model);
        return $"{Fingerprint(model, date)}/{model.Hash}";
    }

    /// <summary>True when the partition was never built, its inputs are others now, or, for a date being run, the model was edited since.</summary>
    /// <param name="model">The model.</param>
    /// <param name="date">The date.</param>
    /// <param name="isRunDate">True for the date that is being run, false for one that its events may have changed.</param>
    public bool IsStale(Model model, DateOnly date, bool isRunDate)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!_states.TryGetValue(new(model.Name, date), out var state))
            return true;
        var inputs = Inputs(model, date);
        return isRunDate ? state.Inputs != inputs : FingerprintOf(state.Inputs) != FingerprintOf(inputs);
    }

    /// <summary>True when the rows of this partition have not passed the model's present tests.</summary>
    public bool NeedsCheck(Model model, DateOnly date)
    {
        ArgumentNullException.ThrowIfNull(model);
        return !_states.TryGetValue(new(model.Name, date), out var state) || state.Checked != model.Hash;
    }

    /// <summary>
    /// The partitions of models that changed partitions can change, directly or through other models: a change of table t
    /// at date e affects the run dates whose window on t holds e.
    /// </summary>
    /// <param name="catalog">The models.</param>
    /// <param name="changed">The partitions that have changed.</param>
    /// <param name="runDates">The dates that have been run, for which models have rows.</param>
    /// <returns>By model in the order to build them, then by date.</returns>
    public static IReadOnlyList<TableDate> Affected(ModelCatalog catalog, IEnumerable<TableDate> changed, IEnumerable<DateOnly> runDates)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var dates = runDates.Distinct().Order().ToArray();
        var changes = changed
            .GroupBy(partition => partition.Table, StringComparer.Ordinal)
            .ToDictionary(table => table.Key, table => table.Select(partition => partition.Date).Distinct().Order().ToArray(), StringComparer.Ordinal);
        var affected = new List<TableDate>();
        foreach (var model in catalog.Models)
        {
            var own = dates.Where(date => model.Reads.Any(read => Holds(read.Window, date, changes.GetValueOrDefault(read.Table)))).ToArray();
            affected.AddRange(own.Select(date => new TableDate(model.Name, date)));
            changes[model.Name] = [.. own.Concat(changes.GetValueOrDefault(model.Name) ?? []).Distinct().Order()];
        }
        return affected;
    }

    private static bool Holds(DateWindow window, DateOnly date, DateOnly[]? changes)
    {
        if (changes is not { Length: > 0 })
            return false;
        var (first, last) = window.Around(date);
        var index = Array.BinarySearch(changes, first);
        index = index < 0 ? ~index : index;
        return index < changes.Length && changes[index] <= last;
    }

    private static string FingerprintOf(string inputs) => inputs.Split('/')[0];

    private string Fingerprint(Model model, DateOnly date)
    {
        var text = new StringBuilder();
        foreach (var read in model.Reads.OrderBy(read => read.Table, StringComparer.Ordinal))
        {
            var (first, last) = read.Window.Around(date);
            text.Append(read.Table).Append('\t').Append(Digest(read.Table, first, last)).Append('\n');
        }
        return Hex(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    // Cached by range: with the window `all` every date of a backfill has the same one.
    private string Digest(string table, DateOnly first, DateOnly last)
    {
        if (_digests.TryGetValue((table, first, last), out var digest))
            return digest;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var state in _filled.GetValueOrDefault(table) ?? [])
        {
            if (state.Date >= first && state.Date <= last)
                hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{state.Date:yyyy-MM-dd}\t{state.Version}\n")));
        }
        return _digests[(table, first, last)] = Hex(hash.GetHashAndReset());
    }

    private static string Hex(byte[] digest) => Convert.ToHexStringLower(digest)[..DigestCharacters];
}
