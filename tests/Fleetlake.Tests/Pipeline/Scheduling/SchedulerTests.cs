using System.Globalization;
using Fleetlake.Lake;
using Fleetlake.Lake.Leases;
using Fleetlake.Pipeline.Scheduling;
using Fleetlake.Tests.Cli;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fleetlake.Tests.Pipeline.Scheduling;

/// <summary>The scheduler on a real lake, under a clock that the test sets.</summary>
public sealed class SchedulerTests : IDisposable
{
    private readonly Sandbox _sandbox = Sandbox.WithTwoDays();
    private readonly FakeTimeProvider _clock = new(At("2019-06-04T04:00:00Z"));
    private readonly ScheduleLog _log = new();
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    public SchedulerTests()
    {
        _sandbox.Environment["FLEETLAKE_SCHEDULE__FROM"] = "2019-05-31";
        _sandbox.Environment["FLEETLAKE_SCHEDULE__LOOKBACKDAYS"] = "2";
    }

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task It_catches_up_from_the_first_date_to_the_last_that_is_due_and_then_runs_a_day_an_occurrence()
    {
        var scheduler = Scheduler();

        // At four the day before is not due yet: that is at half past.
        Assert.Equal(At("2019-06-04T04:30:00Z"), await scheduler.RunDueAsync(_cancellation));
        Assert.Equal(["2019-05-31 Done", "2019-06-01 Done", "2019-06-02 Done"], _log.Take());
        await scheduler.RunDueAsync(_cancellation);
        Assert.Empty(_log.Take());

        _clock.SetUtcNow(At("2019-06-04T04:30:00Z"));
        Assert.Equal(At("2019-06-05T04:30:00Z"), await scheduler.RunDueAsync(_cancellation));
        Assert.Equal(["2019-06-03 Done"], _log.Take());
        Assert.Equal(["3"], await _sandbox.Rows("select count(*) from vehicle_position_data where date = '2019-06-01'"));
    }

    [Fact]
    public async Task A_new_scheduler_on_the_lake_runs_no_day_again()
    {
        await Scheduler().RunDueAsync(_cancellation);
        _log.Take();

        _clock.SetUtcNow(At("2019-06-04T12:00:00Z"));
        await Scheduler().RunDueAsync(_cancellation);

        Assert.Equal(["2019-06-03 Done"], _log.Take());
    }

    [Fact]
    public async Task Without_a_first_date_it_begins_with_the_first_of_the_lake_or_the_day_before()
    {
        _sandbox.Environment.Remove("FLEETLAKE_SCHEDULE__FROM");
        _sandbox.Environment["FLEETLAKE_SCHEDULE__LOOKBACKDAYS"] = "0";
        await Scheduler().RunDueAsync(_cancellation);
        Assert.Equal(["2019-06-02 Done"], _log.Take());

        _clock.SetUtcNow(At("2019-06-06T12:00:00Z"));
        await Scheduler().RunDueAsync(_cancellation);
        Assert.Equal(["2019-06-03 Done", "2019-06-04 Done", "2019-06-05 Done"], _log.Take());
    }

    [Fact]
    public async Task A_file_that_comes_late_is_taken_in_at_the_next_occurrence_as_far_back_as_it_looks()
    {
        var scheduler = Scheduler();
        await scheduler.RunDueAsync(_cancellation);
        _log.Take();
        _sandbox.WriteEvents("2019-06-01-23-0-0-events.json", Line.Update("v_1", "2019-06-01T20:00:00Z", 52.5));
        _sandbox.WriteEvents("2019-05-31-23-0-0-events.json", Line.Update("v_1", "2019-05-31T20:00:00Z", 52.5));

        _clock.SetUtcNow(At("2019-06-04T04:30:00Z"));
        await scheduler.RunDueAsync(_cancellation);

        Assert.Equal(["2019-06-01 Done", "2019-06-03 Done"], _log.Take());
        Assert.Equal(["4"], await _sandbox.Rows("select count(*) from vehicle_position_data where date = '2019-06-01'"));
    }

    [Fact]
    public async Task A_date_that_another_run_holds_is_tried_again_later_and_later_and_the_others_go_on()
    {
        var scheduler = Scheduler();
        var lease = await HoldAsync();

        Assert.Equal(At("2019-06-04T04:00:30Z"), await scheduler.RunDueAsync(_cancellation));
        Assert.Equal(["2019-05-31 Done", "2019-06-01 Failed again in 30 s", "2019-06-02 Done"], _log.Take());
        var waiting = Assert.Single(scheduler.Status.Due);
        Assert.Contains("source-date/2019-06-01 is held", waiting.Error, StringComparison.Ordinal);

        await Pass(30);
        Assert.Equal(["2019-06-01 Failed again in 60 s"], _log.Take());
        await Pass(59);
        Assert.Empty(_log.Take());
        await lease.DisposeAsync();
        await Pass(1);
        Assert.Equal(["2019-06-01 Done"], _log.Take());
        Assert.Empty(scheduler.Status.Due);

        Task Pass(int seconds)
        {
            _clock.Advance(TimeSpan.FromSeconds(seconds));
            return scheduler.RunDueAsync(_cancellation);
        }
    }

    [Fact]
    public async Task A_date_that_another_scheduler_has_run_meanwhile_is_not_run_again()
    {
        var scheduler = Scheduler();
        await using (await HoldAsync())
            await scheduler.RunDueAsync(_cancellation);
        _log.Take();

        await Scheduler().RunDueAsync(_cancellation);
        Assert.Equal(["2019-06-01 Done"], _log.Take());
        _clock.Advance(TimeSpan.FromSeconds(30));
        await scheduler.RunDueAsync(_cancellation);

        Assert.Empty(_log.Take());
        Assert.Empty(scheduler.Status.Due);
    }

    [Fact]
    public async Task A_failure_that_has_to_be_mended_is_told_and_does_not_stop_the_schedule()
    {
        _sandbox.WriteEvents("2019-05-31-1-0-0-events.json", Line.Broken);
        var scheduler = Scheduler("*/5 * * * *");

        await scheduler.RunDueAsync(_cancellation);
        Assert.Equal(["2019-05-31 Failed for good", "2019-06-01 Done", "2019-06-02 Done", "2019-06-03 Done"], _log.Take());
        Assert.Contains("1 of 1 lines are rejected", Assert.Single(scheduler.Status.Due).Error, StringComparison.Ordinal);
        Assert.True(scheduler.Status.IsReady);

        // Not at every occurrence, but after an hour, when somebody may have mended it.
        _clock.Advance(TimeSpan.FromMinutes(59));
        await scheduler.RunDueAsync(_cancellation);
        Assert.Empty(_log.Take());
        _sandbox.WriteEvents("2019-05-31-1-0-0-events.json", Line.Update("v_1", "2019-05-31T01:00:00Z", 52));
        _clock.Advance(TimeSpan.FromMinutes(10));
        await scheduler.RunDueAsync(_cancellation);
        Assert.Equal(["2019-05-31 Done"], _log.Take());
    }

    [Fact]
    public async Task A_run_that_was_killed_after_it_had_taken_its_date_in_is_run_again()
    {
        await Scheduler().RunDueAsync(_cancellation);
        _sandbox.WriteEvents("2019-06-01-23-0-0-events.json", Line.Update("v_1", "2019-06-01T20:00:00Z", 52.5));
        (await _sandbox.RunDay()).Exits(0);
        // As a killed process leaves it: the commit, and no record of the run.
        File.Delete(Directory.EnumerateFiles(_sandbox.PathOf("lake", "raw", "_runs", "date=2019-06-01")).Order().Last());
        _log.Take();

        await Scheduler().RunDueAsync(_cancellation);

        Assert.Equal(["2019-06-01 Unchanged"], _log.Take());
    }

    [Fact]
    public async Task A_date_of_which_only_a_step_was_run_is_run()
    {
        (await _sandbox.Run("extract", "--date", Sandbox.Day)).Exits(0);

        await Scheduler().RunDueAsync(_cancellation);

        Assert.Equal(["2019-05-31 Done", "2019-06-01 Done", "2019-06-02 Done"], _log.Take());
        Assert.Equal(["1"], await _sandbox.Rows("select count(*) from vehicle_daily_distance where date = '2019-06-01'"));
    }

    [Fact]
    public async Task A_source_that_is_away_makes_it_not_ready_and_is_looked_for_again()
    {
        Directory.Move(_sandbox.PathOf("events"), _sandbox.PathOf("away"));
        var scheduler = Scheduler();

        Assert.Equal(At("2019-06-04T04:00:30Z"), await scheduler.RunDueAsync(_cancellation));
        Assert.Equal(["look failed, again in 30 s"], _log.Take());
        Assert.False(scheduler.Status.IsReady);
        Assert.Contains("found nothing", scheduler.Status.Error, StringComparison.Ordinal);

        Directory.Move(_sandbox.PathOf("away"), _sandbox.PathOf("events"));
        _clock.Advance(TimeSpan.FromSeconds(30));
        await scheduler.RunDueAsync(_cancellation);
        Assert.Equal(["2019-05-31 Done", "2019-06-01 Done", "2019-06-02 Done"], _log.Take());
        Assert.True(scheduler.Status.IsReady);
    }

    [Fact]
    public async Task It_wakes_when_the_clock_comes_to_the_next_occurrence_and_stops_when_it_is_told_to()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_cancellation);
        var scheduler = Scheduler();
        var loop = scheduler.RunAsync(stop.Token);
        await UntilAsync(() => scheduler.Status.LastRun?.Date == new DateOnly(2019, 6, 2));

        _clock.SetUtcNow(At("2019-06-04T04:29:59Z"));
        await Task.Delay(100, _cancellation);
        Assert.Equal(new DateOnly(2019, 6, 2), scheduler.Status.LastRun?.Date);
        await UntilAsync(() =>
        {
            // A second at a time: what sleeps for less has been woken by then.
            _clock.Advance(TimeSpan.FromSeconds(1));
            return scheduler.Status.LastRun?.Date == new DateOnly(2019, 6, 3);
        });

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loop);
        Assert.Null(scheduler.Status.Running);
    }

    private static DateTimeOffset At(string instant) => DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture);

    private Scheduler Scheduler(string cron = "30 4 * * *")
    {
        _sandbox.Environment["FLEETLAKE_SCHEDULE__CRON"] = cron;
        var settings = _sandbox.ReadSettings();
        return new Scheduler(settings.Open() with { Time = _clock }, settings.Schedule, new SilentObserver(), _log);
    }

    private Task<ILease> HoldAsync() => new FolderLeases(_sandbox.PathOf("lake", "raw", "_leases"))
        .AcquireAsync(LakeLayout.SourceDateLease(new DateOnly(2019, 6, 1)), TimeSpan.Zero, _cancellation);

    private async Task UntilAsync(Func<bool> isSo)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!isSo())
            await Task.Delay(20, patience.Token);
    }
}
