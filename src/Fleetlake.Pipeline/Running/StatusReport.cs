using Fleetlake.Events.Contracts;
using Fleetlake.Lake;
using Fleetlake.Lake.Staging;
using Fleetlake.Lake.State;
using Fleetlake.Pipeline.History;
using Fleetlake.Pipeline.Planning;
using Fleetlake.Pipeline.Steps;
using Fleetlake.Warehouse;
using Fleetlake.Warehouse.Freshness;

namespace Fleetlake.Pipeline.Running;

/// <summary>How a date or a step of it stands.</summary>
public enum StepState
{
    /// <summary>Nothing to do.</summary>
    Done,

    /// <summary>Never done.</summary>
    Missing,

    /// <summary>Done, and something that it depends on has changed since.</summary>
    Stale,

    /// <summary>Tried last and failed.</summary>
    Failed,
}

/// <summary>How a date stands.</summary>
/// <param name="Date">The source date.</param>
/// <param name="State">The worst of its steps.</param>
/// <param name="IsPartial">True when the day was not over when it was run.</param>
/// <param name="Steps">Its steps, in the order of the plan.</param>
/// <param name="Totals">Its sums, when it has been extracted.</param>
/// <param name="Error">Why it failed.</param>
public sealed record DateStatus(
    DateOnly Date, StepState State, bool IsPartial, IReadOnlyList<(PlanStep Step, StepState State)> Steps, Totals? Totals, string? Error);

/// <summary>Says how dates stand, by looking at what is there and not at what was said of it.</summary>
public sealed class StatusReport(Workspace work)
{
    /// <summary>How each date of a range stands.</summary>
    public async IAsyncEnumerable<DateStatus> OfAsync(
        DateOnly from, DateOnly to, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var states = await work.Warehouse.PartitionsAsync(cancellation);
        for (var date = from; date <= to; date = date.AddDays(1))
            yield return await OfAsync(date, states, cancellation);
    }

    private async Task<DateStatus> OfAsync(DateOnly date, IReadOnlyList<PartitionState> states, CancellationToken cancellation)
    {
        var plan = Plan.Of(work.Models);
        var failures = await FailuresAsync(date, cancellation);
        Manifest? commit;
        try
        {
            commit = await work.Commits.FindAsync(date, cancellation);
        }
        catch (CorruptObjectException fault)
        {
            return new DateStatus(date, StepState.Failed, false, [.. plan.Steps.Select(step => (step, StepState.Failed))], null, fault.Message);
        }

        var steps = new List<(PlanStep Step, StepState State)>();
        foreach (var step in plan.Steps)
        {
            var state = StepState.Missing;
            try
            {
                if (commit is not null)
                    state = await OfAsync(step, commit, states, cancellation);
            }
            catch (LakeException fault)
            {
                // A corrupt file, or a source that is away: the other steps can still be told.
                state = StepState.Failed;
                failures[step.Id] = fault.Message;
            }

            if (state != StepState.Done && failures.ContainsKey(step.Id))
                state = StepState.Failed;
            steps.Add((step, state));
        }

        var worst = steps.Max(step => step.State);
        string? error = worst == StepState.Failed ? failures.GetValueOrDefault(steps.First(step => step.State == StepState.Failed).Step.Id) : null;
        return new DateStatus(date, worst, commit?.IsPartial ?? false, steps, commit?.Totals, error);
    }

    private async Task<Dictionary<string, string?>> FailuresAsync(DateOnly date, CancellationToken cancellation)
    {
        var run = await new RunHistory(work.Lake.Raw).LatestAsync(date, cancellation);
        return run?.Steps.Where(step => step.Status == RunStatus.Failed).ToDictionary(step => step.Id, step => step.Error, StringComparer.Ordinal) ?? [];
    }

    private async Task<StepState> OfAsync(PlanStep step, Manifest commit, IReadOnlyList<PartitionState> states, CancellationToken cancellation) =>
        step.Kind switch
        {
            StepKind.Extract => await ExtractAsync(commit, cancellation),
            StepKind.Stage => await StageAsync(step.Target, commit, cancellation),
            StepKind.Load => await LoadAsync(step.Target, commit, states, cancellation),
            StepKind.Model => await ModelAsync(step.Target, commit, states, cancellation),
            _ => Check(step.Target, commit, states),
        };

    private async Task<StepState> ExtractAsync(Manifest commit, CancellationToken cancellation)
    {
        var listing = await work.Source.ListAsync(commit.Date, cancellation);
        var mends = await MendedLines.ReadAsync(work.Lake.Raw, commit.Date, cancellation);
        if (!ExtractStep.IsCurrent(commit, listing, mends, prune: false))
            return StepState.Stale;
        return commit.Totals.Rejected > work.MaxRejectedShare * commit.Totals.Lines ? StepState.Failed : StepState.Done;
    }

    private async Task<StepState> StageAsync(string eventType, Manifest commit, CancellationToken cancellation)
    {
        var contract = EventContracts.All.Single(each => each.Event == eventType);
        var stager = new PartitionStager(work.Lake, work.LeaseWait);
        foreach (var (date, tables) in commit.Touched)
        {
            if (tables.ContainsKey(contract.Table.Name) && !await stager.IsCurrentAsync(contract, date, cancellation))
                return StepState.Stale;
        }

        return StepState.Done;
    }

    private async Task<StepState> LoadAsync(string table, Manifest commit, IReadOnlyList<PartitionState> states, CancellationToken cancellation)
    {
        foreach (var (date, _, version) in await LoadStep.PartitionsAsync(work, table, commit, cancellation))
        {
            var loaded = states.FirstOrDefault(state => state.Table == table && state.Date == date);
            if (!LoadStep.IsLoaded(loaded, version))
                return loaded is null ? StepState.Missing : StepState.Stale;
        }

        return StepState.Done;
    }

    private async Task<StepState> ModelAsync(string name, Manifest commit, IReadOnlyList<PartitionState> states, CancellationToken cancellation)
    {
        var model = work.Models.Models.Single(each => each.Name == name);
        if (!states.Any(state => state.Table == name && state.Date == commit.Date))
            return StepState.Missing;
        var staleness = new Staleness(states);
        var affected = await AffectedDates.OfAsync(work, commit, model, cancellation);
        return affected.Any(date => staleness.IsStale(model, date, date == commit.Date)) ? StepState.Stale : StepState.Done;
    }

    private StepState Check(string name, Manifest commit, IReadOnlyList<PartitionState> states)
    {
        var model = work.Models.Models.Single(each => each.Name == name);
        var state = states.FirstOrDefault(each => each.Table == name && each.Date == commit.Date);
        if (state is null)
            return StepState.Missing;
        return state.Checked == model.Hash ? StepState.Done : StepState.Stale;
    }
}
