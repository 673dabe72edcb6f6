using Fleetlake.Pipeline.History;
using Fleetlake.Pipeline.Running;
using Fleetlake.Pipeline.Steps;

namespace Fleetlake.Pipeline.Scheduling;

/// <summary>
/// Runs dates by a schedule, one at a time and ascending: those that have no done run, and those whose listing changed. All
/// that it knows of before lies in the lake, so that it may be stopped or killed at any time.
/// </summary>
/// <param name="work">What the steps work on; its clock is the scheduler's.</param>
/// <param name="schedule">When dates are due.</param>
/// <param name="runObserver">Is told what the runs do.</param>
/// <param name="observer">Is told what the scheduler does.</param>
public sealed class Scheduler(Workspace work, Schedule schedule, IRunObserver runObserver, IScheduleObserver observer)
{
    // The system's clock may be set, and a machine may sleep: no wait is trusted for longer.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortestSleep = TimeSpan.FromMilliseconds(10);
    // Whoever has the date runs it: there are other dates to run meanwhile.
    private readonly Runner _runner = new(work, runObserver) { DateLeaseWait = TimeSpan.Zero };
    private readonly DoneRuns _doneRuns = new(work);
    private readonly SourceChanges _changes = new(work);
    private readonly SortedDictionary<DateOnly, DueDate> _due = [];
    private DateTimeOffset _lookAt = DateTimeOffset.MinValue;
    private int _failedLooks;
    private ScheduleStatus _status = new() { Since = work.Time.GetUtcNow(), NextRun = schedule.NextAfter(work.Time.GetUtcNow()) };

    /// <summary>How long is waited after what may be gone by itself.</summary>
    public Backoff Backoff { get; init; } = Backoff.Default;

    /// <summary>
    /// How long a date is left alone, at least, that failed with what trying again does not mend; after that the next occurrence takes
    /// it up. A person who has mended it can run it at once.
    /// </summary>
    public TimeSpan RestAfterFailure { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How it stands. May be asked from any thread.</summary>
    public ScheduleStatus Status => Volatile.Read(ref _status);

    private DateTimeOffset Now => work.Time.GetUtcNow();

    /// <summary>Runs what is due when it is due, until it is cancelled.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled; a run that this stopped is a <see cref="RunStoppedException"/>.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var wait = await RunDueAsync(cancellation) - Now;
            await Task.Delay(wait < ShortestSleep ? ShortestSleep : wait < LongestSleep ? wait : LongestSleep, work.Time, cancellation);
        }
    }

    /// <summary>Looks what is due when that is to be done, and runs all that is due now.</summary>
    /// <returns>When there is something to do again, at the earliest.</returns>
    public async Task<DateTimeOffset> RunDueAsync(CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Now >= _lookAt)
                await LookAsync(cancellation);
            if (_due.Values.FirstOrDefault(due => due.NotBefore <= Now) is not { } next)
                return _due.Values.Select(due => due.NotBefore).Append(_lookAt).Min();
            await RunAsync(next, cancellation);
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        var now = Now;
        try
        {
            var found = (await FindAsync(now, cancellation)).Where(date => !_due.ContainsKey(date)).ToList();
            foreach (var date in found)
                _due.Add(date, new DueDate(date, now));
            _failedLooks = 0;
            _lookAt = schedule.NextAfter(now) ?? DateTimeOffset.MaxValue;
            Tell(status => status with { IsReady = true, Error = null, NextRun = schedule.NextAfter(now) });
            if (found.Count > 0)
                observer.DatesFound(found);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            var wait = Backoff.After(++_failedLooks);
            _lookAt = Now + wait;
            string error = Describe(fault);
            Tell(status => status with { IsReady = false, Error = error });
            observer.LookFailed(error, wait);
        }
    }

    private async Task<IEnumerable<DateOnly>> FindAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        if (schedule.LastDue(now) is not { } last)
            return [];
        var first = schedule.From ?? await _doneRuns.FirstDateAsync(cancellation) ?? last;
        var missing = await _doneRuns.MissingAsync(first, last, cancellation);
        var changed = await _changes.BeforeAsync(last, schedule.LookbackDays, cancellation);
        return missing.Union(changed.Where(date => date >= (schedule.From ?? date))).Order();
    }

    private async Task RunAsync(DueDate due, CancellationToken cancellation)
    {
        try
        {
            Tell(status => status with { Running = due.Date });
            if (await IsDoneByOthersAsync(due.Date, cancellation))
            {
                _due.Remove(due.Date);
                return;
            }

            var run = await _runner.RunAsync(due.Date, new RunOptions(), cancellation);
            var failed = run.Steps.FirstOrDefault(step => step.Status == RunStatus.Failed);
            Ended(due, run.Status, failed is null ? null : $"{failed.Id}: {failed.Error}", run.ExitCode);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Ended(due, RunStatus.Failed, Describe(fault), fault is FleetlakeException known ? ExitCodes.Of(known.Kind) : ExitCodes.Failed);
        }
        finally
        {
            Tell(status => status with { Running = null });
        }
    }

    // Since it was found, another scheduler or a person may have run it.
    private async Task<bool> IsDoneByOthersAsync(DateOnly date, CancellationToken cancellation) =>
        await _doneRuns.IsDoneAsync(date, cancellation) && !await _changes.HasChangedAsync(date, cancellation);

    private void Ended(DueDate due, RunStatus status, string? error, int exitCode)
    {
        TimeSpan? wait = null;
        if (exitCode == ExitCodes.Done)
        {
            _due.Remove(due.Date);
            _doneRuns.Remember(due.Date);
        }
        else
        {
            int failures = due.Failures + 1;
            wait = exitCode == ExitCodes.Transient ? Backoff.After(failures) : null;
            var notBefore = wait is null ? schedule.NextAfter(Now + RestAfterFailure) ?? DateTimeOffset.MaxValue : Now + wait.Value;
            _due[due.Date] = new DueDate(due.Date, notBefore, failures, error);
            _doneRuns.Forget(due.Date);
        }

        Tell(state => state with { LastRun = new EndedRun(due.Date, status, Now, error) });
        observer.RunEnded(due.Date, status, error, wait);
    }

    // A fault that nobody foresaw is told with where it came from.
    private static string Describe(Exception fault) => fault is FleetlakeException ? fault.Message : fault.ToString();

    private void Tell(Func<ScheduleStatus, ScheduleStatus> change) => Volatile.Write(ref _status, change(_status) with { Due = [.. _due.Values] });
}
