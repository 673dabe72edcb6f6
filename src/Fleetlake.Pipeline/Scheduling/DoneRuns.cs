using System.Collections.Concurrent;
using Fleetlake.Lake;
using Fleetlake.Lake.State;
using Fleetlake.Pipeline.History;
using Fleetlake.Pipeline.Planning;
using Fleetlake.Pipeline.Steps;

namespace Fleetlake.Pipeline.Scheduling;

/// <summary>Says which dates have been run to their end, by the commits and the records in the lake.</summary>
/// <remarks>
/// A run that was killed has left no record, and a step command leaves one of that step alone: both dates are run again, which
/// does only what is missing. A run that finds nothing to do leaves no record either, so what is known is remembered.
/// </remarks>
public sealed class DoneRuns(Workspace work)
{
    private const int RequestsInFlight = 8;
    private readonly ConcurrentDictionary<DateOnly, bool> _done = new();
    private readonly string[] _steps = [.. Plan.Of(work.Models).Steps.Select(step => step.Id)];

    /// <summary>The first date that has been taken in, or null.</summary>
    public async Task<DateOnly?> FirstDateAsync(CancellationToken cancellation) =>
        (await work.Commits.DatesAsync(cancellation)).Select(date => (DateOnly?)date).FirstOrDefault();

    /// <summary>Remembers that a date was run to its end by this process.</summary>
    public void Remember(DateOnly date) => _done[date] = true;

    /// <summary>Forgets what was remembered of a date.</summary>
    public void Forget(DateOnly date) => _done.TryRemove(date, out _);

    /// <summary>The dates of a range that have no done run, ascending.</summary>
    public async Task<IReadOnlyList<DateOnly>> MissingAsync(DateOnly first, DateOnly last, CancellationToken cancellation)
    {
        var dates = new List<DateOnly>();
        for (var date = first; date <= last; date = date.AddDays(1))
        {
            if (!_done.ContainsKey(date))
                dates.Add(date);
        }

        if (dates.Count == 0)
            return [];
        var taken = (await work.Commits.DatesAsync(cancellation)).ToHashSet();
        await Parallel.ForEachAsync(
            dates.Where(taken.Contains),
            new ParallelOptions { MaxDegreeOfParallelism = RequestsInFlight, CancellationToken = cancellation },
            async (date, token) => await IsDoneAsync(date, token));
        return [.. dates.Where(date => !_done.ContainsKey(date))];
    }

    /// <summary>True when the date's last run went through all steps and ended well, and nothing was taken in since.</summary>
    public async Task<bool> IsDoneAsync(DateOnly date, CancellationToken cancellation)
    {
        if (_done.ContainsKey(date))
            return true;
        bool isDone = await CommitAsync(date, cancellation) is { IsPartial: false } commit
            && await new RunHistory(work.Lake.Raw).LatestAsync(date, cancellation) is { Status: RunStatus.Done } run
            && run.StartedAt + TimeSpan.FromSeconds(run.Seconds) >= commit.CommittedAt
            && _steps.All(step => run.Steps.Any(record => record.Id == step));
        if (isDone)
            Remember(date);
        return isDone;
    }

    private async Task<Manifest?> CommitAsync(DateOnly date, CancellationToken cancellation)
    {
        try
        {
            return await work.Commits.FindAsync(date, cancellation);
        }
        catch (CorruptObjectException)
        {
            // Its run says what is wrong with it.
            return null;
        }
    }
}
