using Fleetlake.Events.Contracts;
using Fleetlake.Lake.Staging;
using Fleetlake.Lake.State;

namespace Fleetlake.Pipeline.Steps;

/// <summary>Stages an event type for every event date that the source date touches now or touched before.</summary>
internal sealed class StageStep(EventContract contract) : IStep
{
    public async Task<StepOutcome> RunAsync(DayContext day, CancellationToken cancellation)
    {
        var commit = await day.CommitAsync(cancellation);
        var stager = new PartitionStager(day.Workspace.Lake, day.Workspace.LeaseWait)
        {
            Handed = day.Handed is { } rows ? (day.Date, rows) : null,
            Force = day.Force,
        };
        var outcome = new StepOutcome();
        DateOnly[] dates = [.. commit.Touched.Where(date => date.Value.ContainsKey(contract.Table.Name)).Select(date => date.Key).Order()];
        foreach (var date in dates)
        {
            var result = await stager.StageAsync(contract, date, cancellation);
            outcome = outcome with
            {
                IsChanged = outcome.IsChanged || result.IsChanged,
                Rows = outcome.Rows + (result.Partition?.Rows ?? 0),
                Bytes = outcome.Bytes + (result.Partition?.File.Size ?? 0),
                Duplicates = outcome.Duplicates + (result.Partition?.Duplicates ?? 0),
                Dates = result.IsChanged ? [.. outcome.Dates, date] : outcome.Dates,
            };
            day.Progress?.Invoke(new StepProgress(Array.IndexOf(dates, date) + 1, dates.Length, "dates"));
        }

        await UnmarkAsync(day, commit, stager, cancellation);
        return outcome;
    }

    // A date that only an earlier commit had rows of is done with when all its tables have been staged without them.
    private static async Task UnmarkAsync(DayContext day, Manifest commit, PartitionStager stager, CancellationToken cancellation)
    {
        foreach (var (date, tables) in commit.Touched.Where(date => date.Value.Values.All(rows => rows == 0)))
        {
            bool isDone = true;
            foreach (var each in EventContracts.All.Where(each => tables.ContainsKey(each.Table.Name)))
                isDone = isDone && await stager.IsCurrentAsync(each, date, cancellation);
            if (isDone)
                await day.Workspace.Commits.UnmarkAsync(day.Date, date, cancellation);
        }
    }
}
