using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using Fleetlake.Events.Contracts;
using Fleetlake.Lake;
using Fleetlake.Lake.Leases;
using Fleetlake.Pipeline.History;
using Fleetlake.Pipeline.Planning;
using Fleetlake.Pipeline.Steps;

namespace Fleetlake.Pipeline.Running;

/// <summary>How a date is run.</summary>
/// <param name="Force">Does everything again, and goes on where files of the lake are corrupt.</param>
/// <param name="Prune">Forgets the rows of objects that are gone from the source.</param>
public sealed record RunOptions(bool Force = false, bool Prune = false);

/// <summary>Runs plans: each step after those it depends on, and a failed one stops only what depends on it.</summary>
/// <param name="work">What the steps work on.</param>
/// <param name="observer">Is told what happens.</param>
public sealed class Runner(Workspace work, IRunObserver observer)
{
    private readonly Plan _plan = Plan.Of(work.Models);

    /// <summary>When a step is tried again.</summary>
    public RetryPolicy Retry { get; init; } = RetryPolicy.Default;

    /// <summary>How long to wait for the lease of the source date, where that is another time than for the leases of partitions.</summary>
    public TimeSpan DateLeaseWait { get; init; } = work.LeaseWait;

    /// <summary>The plan that <see cref="RunAsync"/> runs.</summary>
    public Plan Plan => _plan;

    /// <summary>Runs all steps for a source date, under its lease.</summary>
    /// <returns>What each step came to. A failed step is in the record and is no exception.</returns>
    /// <exception cref="FleetlakeException">The lease is held by another run.</exception>
    /// <exception cref="RunStoppedException">It was cancelled; says what is done.</exception>
    public async Task<RunRecord> RunAsync(DateOnly date, RunOptions options, CancellationToken cancellation)
    {
        // Not waited for: whatever is wrong is told by the step that opens it.
        _ = Task.Run(work.Warehouse.Prepare, cancellation);
        await using var lease = await LeaseAsync(date, cancellation);
        return await RunStepsAsync(Day(date, options, lease), _plan.Steps, cancellation);
    }

    /// <summary>Runs some steps of the plan and nothing that they depend on, as an orchestrator does.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public async Task<RunRecord> RunOnlyAsync(
        DateOnly date, IReadOnlyList<PlanStep> steps, RunOptions options, CancellationToken cancellation)
    {
        // The other steps are protected by the leases of the partitions that they replace.
        await using var lease = steps.Any(step => step.Kind == StepKind.Extract) ? await LeaseAsync(date, cancellation) : null;
        return await RunStepsAsync(Day(date, options, lease), steps, cancellation);
    }

    /// <summary>
    /// Takes the rejected lines of a source date through the contract again, from the lake alone, and runs the later steps.
    /// </summary>
    /// <inheritdoc cref="RunAsync"/>
    public async Task<RunRecord> ReplayAsync(DateOnly date, CancellationToken cancellation)
    {
        await using var lease = await LeaseAsync(date, cancellation);
        return await RunStepsAsync(Day(date, new RunOptions(), lease), _plan.Steps, cancellation, new ReplayStep());
    }

    private async Task<ILease> LeaseAsync(DateOnly date, CancellationToken cancellation) =>
        await work.Lake.Leases.AcquireAsync(LakeLayout.SourceDateLease(date), DateLeaseWait, cancellation);

    private DayContext Day(DateOnly date, RunOptions options, ILease? lease) =>
        new(work, date) { Force = options.Force, Prune = options.Prune, Lease = lease };

    private async Task<RunRecord> RunStepsAsync(
        DayContext day, IReadOnlyList<PlanStep> steps, CancellationToken cancellation, IStep? extract = null)
    {
        await using var opened = day;
        var started = work.Time.GetUtcNow();
        var clock = Stopwatch.StartNew();
        var records = new List<StepRecord>();
        foreach (var step in steps)
        {
            var record = FailedDependency(step, records) is { } failed
                ? Skipped(step, failed)
                : await RunStepAsync(day, step, step.Kind == StepKind.Extract && extract is not null ? extract : StepOf(step), cancellation);
            records.Add(record);
            observer.StepEnded(day.Date, step, record);
            if (record.Status == RunStatus.Stopped)
                break;
        }

        var run = Record(day.Date, started, clock.Elapsed, records);
        if (run.Status != RunStatus.Unchanged)
            await WriteAsync(run);
        return run.Status == RunStatus.Stopped ? throw new RunStoppedException(run) : run;
    }

    private async Task WriteAsync(RunRecord run)
    {
        try
        {
            await new RunHistory(work.Lake.Raw).WriteAsync(run, CancellationToken.None);
        }
        catch (FleetlakeException) when (run.Status is RunStatus.Failed or RunStatus.Stopped)
        {
            // What kept the record from being written, a full disk say, is what the run failed of: that is told, and this not over it.
        }
    }

    private async Task<StepRecord> RunStepAsync(DayContext day, PlanStep step, IStep action, CancellationToken cancellation)
    {
        var started = work.Time.GetUtcNow();
        var clock = Stopwatch.StartNew();
        observer.StepStarted(day.Date, step);
        day.Progress = progress => observer.StepProgressed(day.Date, step, progress);
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                cancellation.ThrowIfCancellationRequested();
                var outcome = await action.RunAsync(day, cancellation);
                return Ended(outcome.IsChanged ? RunStatus.Done : RunStatus.Unchanged, attempt, outcome, null);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return Ended(RunStatus.Stopped, attempt, null, null);
            }
            catch (FleetlakeException fault) when (Retry.DelayAfter(fault, attempt) is { } delay)
            {
                observer.StepRetried(day.Date, step, fault, delay);

                // A second at most; a stop is seen when the next attempt begins, in the one place that tells of it.
                await Task.Delay(delay, work.Time, CancellationToken.None);
            }
            catch (Exception fault)
            {
                return Ended(RunStatus.Failed, attempt, null, fault);
            }
        }

        StepRecord Ended(RunStatus status, int attempts, StepOutcome? outcome, Exception? fault) => new(
            step.Id, status, started, clock.Elapsed.TotalSeconds, attempts, outcome, Describe(fault),
            fault is null ? null : (fault as FleetlakeException)?.Kind ?? FaultKind.Failed);
    }

    // A fault that nobody foresaw is told with where it came from.
    private static string? Describe(Exception? fault) => fault is null or FleetlakeException ? fault?.Message : fault.ToString();

    private IStep StepOf(PlanStep step) => step.Kind switch
    {
        StepKind.Extract => new ExtractStep(),
        StepKind.Stage => new StageStep(EventContracts.All.Single(contract => contract.Event == step.Target)),
        StepKind.Load => new LoadStep(Workspace.StagedTables.Single(table => table.Name == step.Target)),
        StepKind.Model => new ModelStep(work.Models.Models.Single(model => model.Name == step.Target)),
        _ => new CheckStep(work.Models.Models.Single(model => model.Name == step.Target)),
    };

    private static string? FailedDependency(PlanStep step, List<StepRecord> records) => records
        .Find(record => step.DependsOn.Contains(record.Id) && record.Status is (RunStatus.Failed or RunStatus.Skipped))?.Id;

    private StepRecord Skipped(PlanStep step, string failed) =>
        new(step.Id, RunStatus.Skipped, work.Time.GetUtcNow(), 0, 0, null, $"{failed} did not end well.", null);

    private static RunRecord Record(DateOnly date, DateTimeOffset started, TimeSpan elapsed, List<StepRecord> steps)
    {
        string unique = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(3));
        return new RunRecord
        {
            RunId = string.Create(CultureInfo.InvariantCulture, $"{started.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}-{unique}"),
            Date = date,
            Version = typeof(Runner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
            Host = Environment.MachineName,
            ProcessId = Environment.ProcessId,
            StartedAt = started,
            Seconds = elapsed.TotalSeconds,
            Status = StatusOf(steps),
            Steps = steps,
        };
    }

    private static RunStatus StatusOf(List<StepRecord> steps)
    {
        if (steps.Exists(step => step.Status == RunStatus.Stopped))
            return RunStatus.Stopped;
        if (steps.Exists(step => step.Status == RunStatus.Failed))
            return RunStatus.Failed;
        return steps.TrueForAll(step => step.Status == RunStatus.Unchanged) ? RunStatus.Unchanged : RunStatus.Done;
    }
}
