using Fleetlake.Warehouse;
using Fleetlake.Warehouse.Freshness;
using Fleetlake.Warehouse.Models;

namespace Fleetlake.Pipeline.Steps;

/// <summary>Builds a model for the dates that the source date may have changed and that are not made of what is there now.</summary>
internal sealed class ModelStep(Model model) : IStep
{
    public async Task<StepOutcome> RunAsync(DayContext day, CancellationToken cancellation)
    {
        var commit = await day.CommitAsync(cancellation);
        var session = await day.SessionAsync(cancellation);
        foreach (var table in day.Workspace.TablesOf(model))
            await session.CreateTableAsync(table, cancellation);
        await using var hold = await session.HoldAsync(model.Name, cancellation);
        var affected = await AffectedDates.OfAsync(day.Workspace, commit, model, cancellation);
        var staleness = new Staleness(await session.PartitionsAsync(cancellation));
        PartitionBuild[] builds =
        [
            .. affected.Where(date => IsDue(staleness, day, date))
                .Select(date => new PartitionBuild(date, staleness.Inputs(model, date))),
        ];
        if (builds.Length == 0)
            return new StepOutcome();
        var changed = await session.BuildAsync(model, builds, cancellation);
        var states = (await session.PartitionsAsync(cancellation)).Where(state => state.Table == model.Name && changed.Contains(state.Date));
        return new StepOutcome { IsChanged = true, Rows = states.Sum(state => state.Rows), Dates = changed };
    }

    private bool IsDue(Staleness staleness, DayContext day, DateOnly date) =>
        (day.Force && date == day.Date) || staleness.IsStale(model, date, isRunDate: date == day.Date);
}
