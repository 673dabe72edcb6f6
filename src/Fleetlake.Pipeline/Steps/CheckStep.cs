using Fleetlake.Lake;
using Fleetlake.Warehouse;
using Fleetlake.Warehouse.Freshness;
using Fleetlake.Warehouse.Models;

namespace Fleetlake.Pipeline.Steps;

/// <summary>
/// Runs a model's tests on the partitions that the source date may have changed and that have not passed them. One that is no
/// longer what its inputs say is not judged: another run has changed them since, and builds and checks it.
/// </summary>
internal sealed class CheckStep(Model model) : IStep
{
    private const int NamedFailures = 5;

    public async Task<StepOutcome> RunAsync(DayContext day, CancellationToken cancellation)
    {
        var commit = await day.CommitAsync(cancellation);
        var session = await day.SessionAsync(cancellation);
        await using var hold = await session.HoldAsync(model.Name, cancellation);
        var affected = await AffectedDates.OfAsync(day.Workspace, commit, model, cancellation);
        var states = (await session.PartitionsAsync(cancellation)).Where(state => state.Table == model.Name).ToDictionary(state => state.Date);
        DateOnly[] dates = [.. affected.Where(date => IsDue(day, states.GetValueOrDefault(date), date))];
        if (dates.Length == 0)
            return new StepOutcome();
        var failures = await session.CheckAsync(model, dates, cancellation);
        if (failures.Count > 0)
            failures = await StandingAsync(session, failures, cancellation);
        if (failures.Count > 0)
            throw new PipelineException(FaultKind.Failed, Describe(failures));
        return new StepOutcome { IsChanged = true, Rows = states.Values.Where(state => dates.Contains(state.Date)).Sum(state => state.Rows), Dates = dates };
    }

    // Another date than the run's is due only when its rows changed: an edited test is a matter of that date's own run.
    private bool IsDue(DayContext day, PartitionState? state, DateOnly date) =>
        state is not null && (date == day.Date ? day.Force || state.Checked != model.Hash : state.Checked is null);

    private async Task<IReadOnlyList<CheckFailure>> StandingAsync(IWarehouseSession session, IReadOnlyList<CheckFailure> failures, CancellationToken cancellation)
    {
        var staleness = new Staleness(await session.PartitionsAsync(cancellation));
        return [.. failures.Where(failure => !staleness.IsStale(model, failure.Date, isRunDate: false))];
    }

    private static string Describe(IReadOnlyList<CheckFailure> failures)
    {
        var lines = failures.Take(NamedFailures).Select(failure =>
            $"{failure.Model} of {LakeLayout.Date(failure.Date)}: found {failure.FailingRows:N0} rows against \"{failure.Test}\", expected none"
            + (failure.Examples.Count > 0 ? $"; such as {failure.Examples[0]}" : ""));
        string more = failures.Count > NamedFailures ? $"\n(and {failures.Count - NamedFailures} more)" : "";
        return string.Join('\n', lines) + more;
    }
}
