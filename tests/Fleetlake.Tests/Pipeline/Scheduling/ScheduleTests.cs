using Fleetlake.Pipeline.Scheduling;
using Xunit;

namespace Fleetlake.Tests.Pipeline.Scheduling;

/// <summary>When dates are due, and how long a failure is waited after.</summary>
public sealed class ScheduleTests
{
    [Theory]
    [InlineData("30 4 * * *", "2019-06-08T04:29:59Z", "2019-06-06", "2019-06-08T04:30:00Z")]
    [InlineData("30 4 * * *", "2019-06-08T04:30:00Z", "2019-06-07", "2019-06-09T04:30:00Z")]
    [InlineData("0 6 * * MON", "2019-06-08T12:00:00Z", "2019-06-02", "2019-06-10T06:00:00Z")]
    [InlineData("*/2 * * * * *", "2019-06-08T00:00:01Z", "2019-06-07", "2019-06-08T00:00:02Z")]
    public void At_an_occurrence_the_day_before_it_is_due(string cron, string now, string due, string next)
    {
        var schedule = new Schedule(Schedule.ParseCron(cron)!, null, 0);
        var instant = DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(DateOnly.Parse(due, System.Globalization.CultureInfo.InvariantCulture), schedule.LastDue(instant));
        Assert.Equal(DateTimeOffset.Parse(next, System.Globalization.CultureInfo.InvariantCulture), schedule.NextAfter(instant));
    }

    [Theory]
    [InlineData("")]
    [InlineData("30 4 * *")]
    [InlineData("0 0 30 2 *")]
    [InlineData("1 2 3 4 5 6 7")]
    public void What_is_no_schedule_is_none(string cron) => Assert.Null(Schedule.ParseCron(cron));

    [Fact]
    public void A_wait_doubles_up_to_the_longest()
    {
        var seconds = Enumerable.Range(1, 8).Select(failures => Backoff.Default.After(failures).TotalSeconds);

        Assert.Equal([30, 60, 120, 240, 480, 960, 1800, 1800], seconds);
        Assert.Equal(TimeSpan.FromMinutes(30), Backoff.Default.After(1000));
    }
}
