using Fleetlake.Pipeline.Configuration;
using Fleetlake.Pipeline.History;
using Fleetlake.Pipeline.Planning;
using Fleetlake.Pipeline.Running;
using Fleetlake.Pipeline.Steps;

namespace Fleetlake.Pipeline.Lineage;

/// <summary>
/// Tells another observer what a run does, and OpenLineage too where the configuration says so: an event when a step begins and one
/// when it has ended, with what it read and wrote. Dispose it to have the last events delivered.
/// </summary>
public sealed class LineageObserver : IRunObserver, IAsyncDisposable
{
    private readonly IRunObserver _inner;
    private readonly TimeProvider _time;
    private readonly LineageSettings? _settings;
    private readonly LineageDatasets _datasets;
    private readonly LineageSender? _sender;
    private Guid _runId;

    private LineageObserver(IRunObserver inner, Settings settings, Workspace work, Action<string> warn)
    {
        _inner = inner;
        _time = work.Time;
        _settings = settings.Lineage;
        _datasets = new LineageDatasets(settings, work.Models);
        if (_settings is null)
            return;
        ILineageTransport transport = _settings.Url is { } url ? new HttpLineage(url, _settings.ApiKey) : new FileLineage(_settings.File!);
        _sender = new LineageSender(
            transport, fault => warn($"lineage: {_settings.Destination}: {fault}. Runs go on; events that do not arrive are lost."));
    }

    /// <summary>Observes runs.</summary>
    /// <param name="inner">Is told everything as well.</param>
    /// <param name="settings">Where the events go, if anywhere, and what the steps read and write.</param>
    /// <param name="work">What the steps work on.</param>
    /// <param name="warn">Is told, once, when events do not arrive.</param>
    public static LineageObserver Over(IRunObserver inner, Settings settings, Workspace work, Action<string> warn) =>
        new(inner, settings, work, warn);

    /// <inheritdoc/>
    public void StepStarted(DateOnly date, PlanStep step)
    {
        _inner.StepStarted(date, step);
        _runId = Guid.CreateVersion7();
        Send("START", date, step, null);
    }

    /// <inheritdoc/>
    public void StepProgressed(DateOnly date, PlanStep step, StepProgress progress) => _inner.StepProgressed(date, step, progress);

    /// <inheritdoc/>
    public void StepRetried(DateOnly date, PlanStep step, Exception fault, TimeSpan after) => _inner.StepRetried(date, step, fault, after);

    /// <inheritdoc/>
    public void StepEnded(DateOnly date, PlanStep step, StepRecord record)
    {
        _inner.StepEnded(date, step, record);
        // A step that was skipped has not begun.
        if (record.Status != RunStatus.Skipped)
            Send(LineageEvent.TypeOf(record.Status), date, step, record);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _sender?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void Send(string type, DateOnly date, PlanStep step, StepRecord? record)
    {
        if (_settings is null)
            return;
        var sent = new LineageEvent
        {
            Type = type,
            Time = _time.GetUtcNow(),
            RunId = _runId,
            Settings = _settings,
            Step = step,
            Date = date,
            Inputs = _datasets.Inputs(step),
            Outputs = _datasets.Outputs(step, record?.Outcome),
            Error = record?.Error,
        };
        _sender!.Send(sent.ToJson());
    }
}
