using System.Globalization;
using CsCheck;
using Fleetlake.Lake.Source;
using Fleetlake.Tests.Reference;
using NodaTime;
using NodaTime.Text;
using Xunit;

namespace Fleetlake.Tests.Lake;

public sealed class SourceClockTests
{
    [Theory]
    [InlineData("UTC", "2019-06-01T00:00:00", "2019-06-01T00:00:00Z")]
    [InlineData("America/Sao_Paulo", "2019-06-01T15:17:04", "2019-06-01T18:17:04Z")]
    [InlineData("America/Sao_Paulo", "2019-06-01T21:00:00", "2019-06-02T00:00:00Z")]
    [InlineData("America/Sao_Paulo", "2018-11-04T00:30:00", "2018-11-04T03:30:00Z")] // skipped: -03:00 was before the gap
    [InlineData("America/Sao_Paulo", "2019-02-16T23:30:00", "2019-02-17T01:30:00Z")] // twice: the earlier is at -02:00
    [InlineData("Europe/Berlin", "2019-03-31T02:30:00", "2019-03-31T01:30:00Z")] // skipped
    [InlineData("Europe/Berlin", "2019-10-27T02:30:00", "2019-10-27T00:30:00Z")] // twice
    [InlineData("Europe/Berlin", "2019-10-27T03:00:00", "2019-10-27T02:00:00Z")]
    [InlineData("Pacific/Apia", "2011-12-30T12:00:00", "2011-12-30T22:00:00Z")] // a whole day skipped
    [InlineData("Pacific/Kiritimati", "2019-06-01T00:00:00", "2019-05-31T10:00:00Z")]
    [InlineData("Etc/GMT+12", "2019-06-01T12:00:00", "2019-06-02T00:00:00Z")]
    [InlineData("-03:00", "2019-06-01T21:00:00", "2019-06-02T00:00:00Z")]
    [InlineData("UTC-03:00", "2019-06-01T21:00:00", "2019-06-02T00:00:00Z")]
    [InlineData("+05:30", "2019-06-01T05:29:59", "2019-05-31T23:59:59Z")]
    [InlineData("+14:00", "2019-06-01T13:59:59", "2019-05-31T23:59:59Z")]
    [InlineData("-14:00", "2019-06-01T10:00:00", "2019-06-02T00:00:00Z")]
    public void Local_time_of_a_name_is_an_instant(string zone, string local, string instant)
    {
        var clock = Clock(zone);
        var time = LocalDateTimePattern.ExtendedIso.Parse(local).Value;
        Assert.Equal(InstantPattern.ExtendedIso.Parse(instant).Value, clock.InstantOf(time));
        Assert.Equal(DateOnly.Parse(instant[..10], CultureInfo.InvariantCulture), SourceClock.SourceDate(clock.InstantOf(time)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Brasilia")]
    [InlineData("america/sao_paulo")]
    [InlineData("-3")]
    [InlineData("03:00")]
    [InlineData("+25:00")]
    public void Zone_that_does_not_exist_is_none(string zone) => Assert.Null(SourceClock.Find(zone));

    [Theory]
    [InlineData("UTC", "2019-06-01", "2019-06-01")]
    [InlineData("America/Sao_Paulo", "2019-06-01", "2019-05-31 2019-06-01")]
    [InlineData("+14:00", "2019-06-01", "2019-06-01 2019-06-02")]
    [InlineData("-14:00", "2019-06-01", "2019-05-31 2019-06-01")]
    [InlineData("Pacific/Apia", "2011-12-30", "2011-12-29 2011-12-30 2011-12-31")]
    [InlineData("Pacific/Apia", "2011-12-31", "2011-12-30 2011-12-31 2012-01-01")] // names of the day that was skipped
    public void Day_has_names_of_few_local_dates(string zone, string date, string localDates) =>
        Assert.Equal(
            localDates.Split(' '),
            Clock(zone).LocalDates(DateOnly.Parse(date, CultureInfo.InvariantCulture)).Select(local => LocalDatePattern.Iso.Format(local)));

    [Fact]
    public void Every_name_of_a_day_has_one_of_its_local_dates()
    {
        string[] zones = [.. DateTimeZoneProviders.Tzdb.Ids];
        var start = Instant.FromUtc(1900, 1, 1, 0, 0);
        var end = Instant.FromUtc(2040, 1, 1, 0, 0);
        // Days around the changes of a zone's clock, where alone it can go wrong.
        Gen.Select(Gen.OneOf(zones), Gen.Double.Unit, Gen.Int[-2, 2]).Sample(
            (zone, place, away) =>
            {
                var changes = DateTimeZoneProviders.Tzdb[zone].GetZoneIntervals(start, end).ToList();
                var change = changes[(int)(place * changes.Count)];
                var day = (change.HasStart && change.Start > start ? change.Start : start + Duration.FromDays(30)).InUtc().Date.PlusDays(away).ToDateOnly();
                var clock = Clock(zone);
                var dates = clock.LocalDates(day).ToHashSet();
                Assert.InRange(dates.Count, 1, 3);
                var local = LocalDate.FromDateOnly(day).PlusDays(-3).AtMidnight();
                for (int step = 0; step < 7 * 24 * 4; step++, local = local.PlusMinutes(15))
                {
                    foreach (var name in new[] { local, local.PlusSeconds(-1) })
                        Assert.True(SourceClock.SourceDate(clock.InstantOf(name)) != day || dates.Contains(name.Date), $"{zone} {day:O}: {name} is of {name.Date}");
                }
            },
            iter: 400);
    }

    [Fact]
    public void Source_date_of_every_name_is_the_one_of_the_reference()
    {
        string[] zones = [.. DateTimeZoneProviders.Tzdb.Ids];
        Gen.Select(Gen.OneOf(zones), Gen.DateTime[new DateTime(1900, 1, 1), new DateTime(2040, 1, 1)]).Sample(
            (zone, time) =>
            {
                string key = time.ToString("yyyy-M-dd-H-mm-s", CultureInfo.InvariantCulture) + "-events.json";
                Assert.True(SourceName.TryParse(key, out var local, out _));
                Assert.Equal(ReferenceLake.SourceDate(key, zone), SourceClock.SourceDate(Clock(zone).InstantOf(local)));
            },
            iter: 5000);
    }

    private static SourceClock Clock(string zone) => Assert.IsType<SourceClock>(SourceClock.Find(zone));
}
