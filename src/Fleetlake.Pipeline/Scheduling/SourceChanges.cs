using Fleetlake.Lake;
using Fleetlake.Lake.State;
using Fleetlake.Pipeline.Steps;

namespace Fleetlake.Pipeline.Scheduling;

/// <summary>Finds the source dates whose objects are not, or no longer, what the lake was made of.</summary>
public sealed class SourceChanges(Workspace work)
{
    /// <summary>Of the dates from <paramref name="date"/> - <paramref name="days"/> to the one before it, those that have changed, ascending.</summary>
    public async Task<IReadOnlyList<DateOnly>> BeforeAsync(DateOnly date, int days, CancellationToken cancellation)
    {
        var changed = new List<DateOnly>();
        for (int back = days; back > 0; back--)
        {
            if (await HasChangedAsync(date.AddDays(-back), cancellation))
                changed.Add(date.AddDays(-back));
        }

        return changed;
    }

    /// <summary>True when extract would take the date in: it has objects and no commit, or another listing than its commit's.</summary>
    public async Task<bool> HasChangedAsync(DateOnly date, CancellationToken cancellation)
    {
        var listing = await work.Source.ListAsync(date, cancellation);
        try
        {
            if (await work.Commits.FindAsync(date, cancellation) is not { } commit)
                return listing.Objects.Count > 0;
            var mends = await MendedLines.ReadAsync(work.Lake.Raw, date, cancellation);
            return !ExtractStep.IsCurrent(commit, listing, mends, prune: false);
        }
        catch (CorruptObjectException)
        {
            // Nobody can tell; the run of the date says what is wrong with it.
            return true;
        }
    }
}
