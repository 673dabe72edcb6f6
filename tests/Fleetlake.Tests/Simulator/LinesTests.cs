using System.Globalization;
using System.Text.RegularExpressions;
using Fleetlake.Simulator;
using Xunit;

namespace Fleetlake.Tests.Simulator;

public sealed partial class LinesTests
{
    private static readonly List<(string Name, byte[] Bytes)> Files = Feed.Files(Feed.Small with { Vehicles = 20 });

    [Fact]
    public void Every_line_is_of_the_feeds_form()
    {
        var lines = Files.SelectMany(file => Feed.Lines(file.Bytes)).ToList();
        Assert.True(lines.Count > 4000);
        Assert.All(lines, line => Assert.Matches(Form(), line));
        Assert.Equal(
            ["create", "delete", "deregister", "register", "update"],
            lines.Select(line => Feed.Read(line).Event).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_file_ends_its_last_line() => Assert.All(Files, file => Assert.True(file.Bytes is [] or [.., (byte)'\n']));

    [Fact]
    public void Events_lie_in_the_second_of_their_file_in_order_of_time()
    {
        foreach (var (name, bytes) in Files)
        {
            var second = Feed.Micros(2019, 6, 1) + (SecondOf(name) * Feed.Second);
            var at = Feed.Lines(bytes).Select(line => Feed.Read(line).At).ToList();
            Assert.All(at, instant => Assert.InRange(instant, second, second + Feed.Second - 1));
            Assert.Equal(at.Order(), at);
        }
    }

    [Fact]
    public void A_location_is_told_in_every_way_it_can_be_missing()
    {
        var updates = Feed.Files(Feed.Small with { Vehicles = 60 }).SelectMany(file => Feed.Lines(file.Bytes)).ToList();
        Assert.Contains(updates, line => line.Contains("\"event\":\"update\"") && !line.Contains("location"));
        Assert.Contains(updates, line => line.Contains("\"location\":null}"));
        Assert.Contains(updates, line => line.Contains("\"location\":{\"lat\":null,\"lng\":null,\"at\":null}}"));
    }

    [Theory]
    [InlineData(SimulatedLayout.Flat, 0, "2019-06-01-0-0-4-events.json")]
    [InlineData(SimulatedLayout.Flat, -3, "2019-05-31-21-0-4-events.json")]
    [InlineData(SimulatedLayout.Nested, 2, "2019/06/01/02/00/2019-06-01-2-0-4-events.json")]
    public void Files_are_named_by_the_clock_of_the_source(SimulatedLayout layout, int hours, string name)
    {
        var files = Feed.Files(Feed.Small with { Seconds = 5, Layout = layout, ClockOffset = TimeSpan.FromHours(hours) });
        Assert.Equal(name, files[^1].Name);
    }

    [Fact]
    public void A_clock_changes_names_and_nothing_else()
        => Assert.Equal(
            Feed.Files(Feed.Small).SelectMany(file => file.Bytes),
            Feed.Files(Feed.Small with { ClockOffset = TimeSpan.FromHours(-3) }).SelectMany(file => file.Bytes));

    private static long SecondOf(string name)
    {
        var parts = name["2019-06-01-".Length..].Split('-').Take(3).Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return (parts[0] * 3600) + (parts[1] * 60) + parts[2];
    }

    private const string Time = """\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z""";
    private const string Degree = """-?(0|[1-9]\d{0,2})(\.\d{0,4}[1-9])?""";

    [GeneratedRegex(
        "^\\{\"event\":\"(?:(?:register|deregister)\",\"on\":\"vehicle\",\"at\":\"" + Time + "\",\"data\":\\{\"id\":\"[^\"]+\""
        + "|update\",\"on\":\"vehicle\",\"at\":\"(?<at>" + Time + ")\",\"data\":\\{\"id\":\"[^\"]+\""
        + "(?:,\"location\":(?:null|\\{\"lat\":null,\"lng\":null,\"at\":null\\}|\\{\"lat\":" + Degree + ",\"lng\":" + Degree + ",\"at\":\"\\k<at>\"\\}))?"
        + "|(?:create|delete)\",\"on\":\"operating_period\",\"at\":\"" + Time + "\",\"data\":\\{\"id\":\"op_[1-9]\\d*\",\"start\":\"" + Time + "\",\"finish\":\"" + Time + "\""
        + ")\\},\"organization_id\":\"org-\\d+\"\\}$")]
    private static partial Regex Form();
}
