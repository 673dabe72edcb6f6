using System.Globalization;
using Fleetlake.Lake;
using Fleetlake.Pipeline.History;
using Fleetlake.Pipeline.Planning;
using Fleetlake.Pipeline.Running;
using Fleetlake.Pipeline.Steps;

namespace Fleetlake.Cli.Output;

/// <summary>Tells on standard error what a run does: a line a step, and on a terminal how far the present one is.</summary>
internal sealed class StepObserver : IRunObserver, IDisposable
{
    private const int MillisecondsBetweenLines = 100;
    private readonly TextWriter _error;
    private readonly bool _isTerminal;
    private readonly Lock _lock = new();
    private long _lastShown;
    private bool _isShowing;

    private StepObserver(TextWriter error, bool isTerminal)
    {
        _error = error;
        _isTerminal = isTerminal;
    }

    public static StepObserver Create(CommandHost host) => new(host.Error, host.IsErrorTerminal);

    public void StepStarted(DateOnly date, PlanStep step) => Show($"{LakeLayout.Date(date)} {step.Id} …", always: true);

    public void StepProgressed(DateOnly date, PlanStep step, StepProgress progress) => Show(
        string.Create(CultureInfo.InvariantCulture, $"{LakeLayout.Date(date)} {step.Id} {progress.Done:N0} of {progress.Total:N0} {progress.Unit}"),
        always: false);

    public void StepRetried(DateOnly date, PlanStep step, Exception fault, TimeSpan after) =>
        Write($"{LakeLayout.Date(date)} {step.Id}: {fault.Message} Trying again in {after.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s.");

    public void StepEnded(DateOnly date, PlanStep step, StepRecord record)
    {
        // What a failed step took with it is told once, in the summary.
        if (record.Status != RunStatus.Skipped)
            Write($"{LakeLayout.Date(date)} {RunText.Step(record)}");
    }

    /// <summary>Says something that is no step.</summary>
    public void Say(string text) => Write(text);

    /// <summary>Shows how far something is that is no step.</summary>
    public void Show(string text) => Show(text, always: false);

    public void Dispose()
    {
        lock (_lock)
            Erase();
    }

    private void Show(string text, bool always)
    {
        if (!_isTerminal)
            return;
        lock (_lock)
        {
            long now = Environment.TickCount64;
            if (!always && now - _lastShown < MillisecondsBetweenLines)
                return;
            _lastShown = now;
            Erase();
            _error.Write(text);
            _error.Flush();
            _isShowing = true;
        }
    }

    private void Write(string line)
    {
        lock (_lock)
        {
            Erase();
            _error.WriteLine(line);
        }
    }

    // Back to the start of the line and clear it (ECMA-48 EL).
    private void Erase()
    {
        if (_isShowing)
            _error.Write("\r\u001b[2K");
        _isShowing = false;
    }
}
