using Fleetlake.Simulator;
using NodaTime;
using NodaTime.Text;
using Xunit;

namespace Fleetlake.Tests.Pipeline;

/// <summary>A source clock that is put forward and back.</summary>
public sealed class SummerTimeTests
{
    private static readonly LocalDateTimePattern NamePattern = LocalDateTimePattern.CreateWithInvariantCulture("yyyy-MM-dd-H-m-s");

    [Theory]
    [InlineData("Europe/Berlin", "2019-03-31", 0, 7200)]
    [InlineData("Europe/Berlin", "2019-10-27", 0, 7200)]
    [InlineData("America/Sao_Paulo", "2018-11-04", 9000, 3600)]
    [InlineData("America/Sao_Paulo", "2018-02-18", 3600, 3600)]
    [InlineData("Pacific/Apia", "2011-12-30", 34_200, 3600)]
    public async Task Files_named_by_a_clock_that_changes_are_run_on_their_utc_day(string zone, string day, int start, int seconds)
    {
        var date = DateOnly.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        using var fleet = new FleetCase(zone);

        // Every eighth second is enough, and an hour that comes twice has each name once.
        var options = new FleetOptions { Date = date, StartSecond = start, Seconds = seconds, Vehicles = 4, Mess = 0.05 };
        foreach (var file in new Fleet(options).Files().Where((_, i) => i % 8 == 0))
            fleet.Put(LocalName(file.Name, zone), file.Bytes.ToArray());

        for (int offset = -1; offset <= 1; offset++)
            await fleet.RunAsync(date.AddDays(offset));

        await fleet.AssertAsReferenceAsync(date.AddDays(-1), date, date.AddDays(1));
    }

    private static string LocalName(string name, string zone)
    {
        int end = name.IndexOf("-events", StringComparison.Ordinal);
        if (!NamePattern.Parse(end < 0 ? "" : name[..end]).TryGetValue(default, out var utc))
            return name;
        var local = utc.InUtc().ToInstant().InZone(DateTimeZoneProviders.Tzdb[zone]).LocalDateTime;
        return $"{NamePattern.Format(local)}{name[end..]}";
    }
}
