using System.Text;
using Fleetlake.Events.Contracts;

namespace Fleetlake.Events.Columns;

/// <summary>What some lines became: rows of raw, staged rows and rejected lines, all as columns.</summary>
public sealed class EventBatch : IDisposable
{
    private const long MicrosPerDay = 86_400_000_000;
    private readonly List<RawColumns?> _rawByText = [];
    private readonly StagedColumns?[] _lastStaged = new StagedColumns?[EventContracts.All.Count];
    private readonly Dictionary<(int Contract, int Day), StagedColumns> _stagedByKey = [];
    private readonly List<RawColumns> _raw = [];
    private readonly List<StagedColumns> _staged = [];
    private readonly int _sourceDay;
    private readonly ColumnRoom _room;

    /// <summary>An empty batch for lines of objects of one source date.</summary>
    /// <param name="sourceDate">The source date, which tells strays from the rest.</param>
    /// <param name="room">The memory that it has in turn with other batches, if there are any.</param>
    public EventBatch(DateOnly sourceDate, ColumnRoom? room = null)
    {
        _sourceDay = sourceDate.DayNumber - UnixDays;
        _room = room ?? new ColumnRoom();
    }

    /// <summary>Raw rows, a group for each event name and for its strays.</summary>
    public IReadOnlyList<RawColumns> Raw => _raw;

    /// <summary>Staged rows, a group for each contract and event date.</summary>
    public IReadOnlyList<StagedColumns> Staged => _staged;

    /// <summary>Lines that cannot be a row.</summary>
    public RejectedLines Rejected { get; } = new();

    /// <summary>For each object, in order: its index in the run's list, its lines and how many of them were rejected.</summary>
    public List<(int SourceObject, long Lines, long Rejected)> Objects { get; } = [];

    /// <summary>Lines that are in raw and that nobody modelled.</summary>
    public long Unmodelled { get; set; }

    /// <summary>The texts that all columns of the batch are codes of.</summary>
    internal TextPool Texts { get; } = new();

    private static int UnixDays { get; } = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>Days since 1970 of an instant in microseconds.</summary>
    public static int DayOf(long micros) => (int)Math.DivRem(micros, MicrosPerDay, out long rest) - (rest < 0 ? 1 : 0);

    /// <summary>The UTC day that is so many days after 1970-01-01.</summary>
    public static DateOnly DateOf(int day) => DateOnly.FromDayNumber(day + UnixDays);

    /// <summary>The rows of an event name; those whose event date is not the source date are apart.</summary>
    internal RawColumns RawFor(int eventCode, long at)
    {
        bool stray = DayOf(at) != _sourceDay;
        int key = (eventCode * 2) + (stray ? 1 : 0);
        while (_rawByText.Count <= key)
            _rawByText.Add(null);
        if (_rawByText[key] is { } known)
            return known;
        var columns = _room.Raw(Encoding.UTF8.GetString(Texts[eventCode]), Texts, stray);
        _rawByText[key] = columns;
        _raw.Add(columns);
        return columns;
    }

    internal StagedColumns StagedFor(EventContract contract, long at)
    {
        int day = DayOf(at);
        if (_lastStaged[contract.Index] is { } last && last.Day == day)
            return last;
        if (!_stagedByKey.TryGetValue((contract.Index, day), out var columns))
        {
            columns = _room.Staged(contract, day, Texts);
            _stagedByKey.Add((contract.Index, day), columns);
            _staged.Add(columns);
        }

        return _lastStaged[contract.Index] = columns;
    }

    /// <summary>Copies a row that is in raw already, under another index of its object.</summary>
    public void CopyRaw(RawColumns from, int row, int dataStart, int extraStart, int sourceObject) =>
        RawFor(Texts.Intern(Encoding.UTF8.GetBytes(from.EventName)), from.At[row])
            .AddRow(from, row, dataStart, extraStart, sourceObject);

    /// <summary>Gives a batch from the middle of an object its place: adds the lines before it to its line numbers.</summary>
    public void MoveLinesBy(long linesBefore)
    {
        if (linesBefore == 0)
            return;
        foreach (var columns in _raw)
            Shift(columns.SourceLine.Span, linesBefore);
        Shift(Rejected.SourceLine.Span, linesBefore);
    }

    private static void Shift(Span<long> lines, long by)
    {
        foreach (ref long line in lines)
            line += by;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var columns in _raw)
            columns.Dispose();
        foreach (var columns in _staged)
            columns.Dispose();
        Rejected.Dispose();
    }
}
