using Fleetlake.Lake;
using Fleetlake.Lake.Raw;
using Fleetlake.Lake.State;

namespace Fleetlake.Pipeline.Steps;

/// <summary>
/// Takes the place of extract: every row and every rejected line of the source date comes from the lake, and the rejected
/// ones go through the contract again. The source is not looked at.
/// </summary>
internal sealed class ReplayStep : IStep
{
    public async Task<StepOutcome> RunAsync(DayContext day, CancellationToken cancellation)
    {
        var lake = day.Workspace.Lake;
        var previous = await day.CommitAsync(cancellation);
        var mends = await MendedLines.ReadAsync(lake.Raw, day.Date, cancellation);
        await lake.SweepAsync(DataLake.Owner(day.Date), cancellation);
        await using var extraction = new Extraction(day, previous, mends)
        {
            Present = [],
            Carried = await ObjectsFile.ReadAsync(lake.Raw, day.Date, cancellation),
        };
        await extraction.ReadAsync(cancellation);
        var commit = await extraction.CommitAsync(previous.Listing, previous.CarriedObjects, cancellation);
        RejectedShare.EnsureAtMost(day.Workspace.MaxRejectedShare, commit);
        return ExtractStep.Outcome(commit) with { IsChanged = true };
    }
}
