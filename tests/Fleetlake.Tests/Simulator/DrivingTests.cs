using Fleetlake.Simulator;
using Xunit;

namespace Fleetlake.Tests.Simulator;

public sealed class DrivingTests
{
    private static readonly FleetOptions TwoHours = new()
    {
        Date = new(2019, 6, 1),
        StartSecond = 8 * 3600,
        Seconds = 2 * 3600,
        Vehicles = 24,
        Organizations = 12,
    };

    private static readonly List<IGrouping<(string, string), Told>> Tracks =
        [.. Feed.Clean(TwoHours).Where(told => told.Lat is not null).GroupBy(told => told.Who)];

    [Fact]
    public void Speeds_are_a_towns()
    {
        var speeds = Tracks.SelectMany(Speeds).Order().ToList();
        Assert.True(speeds.Count > 60_000);
        Assert.InRange(speeds[^1], 14, 24);
        Assert.InRange(speeds.Average(), 3, 9);
        Assert.InRange(speeds.Count(speed => speed < 2) / (double)speeds.Count, 0.15, 0.6);
    }

    [Fact]
    public void Vehicles_gain_and_lose_speed_as_engines_and_brakes_do()
    {
        var gains = Tracks.SelectMany(Accelerations).Order().ToList();
        // Noise of a few metres is in them, so the outermost are left out.
        Assert.InRange(gains[gains.Count / 1000], -2.6, -1);
        Assert.InRange(gains[^(gains.Count / 1000)], 1, 2.4);
    }

    [Fact]
    public void A_vehicle_stands_drives_and_turns()
    {
        foreach (var track in Tracks)
        {
            var speeds = Speeds(track).ToList();
            Assert.Contains(speeds, speed => speed > 8);
            var fixes = track.ToList();
            Assert.InRange(fixes.Max(fix => fix.Lat!.Value) - fixes.Min(fix => fix.Lat!.Value), 0.01, 0.1);
            Assert.InRange(fixes.Max(fix => fix.Lng!.Value) - fixes.Min(fix => fix.Lng!.Value), 0.01, 0.2);
        }
    }

    [Fact]
    public void Each_organization_stays_in_its_own_city()
    {
        var cities = Tracks.GroupBy(track => track.Key.Item1).ToList();
        Assert.Equal(12, cities.Count);
        var centres = cities.Select(city => Centre(city.SelectMany(track => track))).ToList();
        foreach (var (city, centre) in cities.Zip(centres))
            Assert.All(city.SelectMany(track => track), fix => Assert.InRange(Meters(fix, centre), 0, 14_000));
        foreach (var centre in centres)
            Assert.Single(centres, other => Meters(centre, other) < 30_000);
    }

    [Fact]
    public void A_receiver_is_off_by_metres()
    {
        // A vehicle that stands sends positions that differ, by little; two are alike only by rounding.
        var standing = Tracks.SelectMany(Speeds).Where(speed => speed < 1).ToList();
        Assert.InRange(standing.Count(speed => speed == 0) / (double)standing.Count, 0.01, 0.6);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(10)]
    public void Positions_come_at_the_interval_asked_for(double seconds)
    {
        var interval = TimeSpan.FromSeconds(seconds);
        var options = Feed.Small with { PositionInterval = interval };
        var gaps = Feed.Clean(options).Where(told => told.Event == "update").GroupBy(told => told.Who)
            .SelectMany(track => track.Zip(track.Skip(1), (one, next) => (next.At - one.At) / (double)Feed.Second)).Where(gap => gap < seconds * 2).ToList();
        Assert.InRange(gaps.Average(), seconds * 0.93, seconds * 1.07);
    }

    private static IEnumerable<double> Speeds(IEnumerable<Told> track)
        => track.Zip(track.Skip(1)).Where(pair => pair.Second.At - pair.First.At < 5 * Feed.Second)
            .Select(pair => Meters(pair.First, pair.Second) / ((pair.Second.At - pair.First.At) / (double)Feed.Second));

    // Between the mean speeds of two fixes and of the next two, in m/s².
    private static IEnumerable<double> Accelerations(IEnumerable<Told> track)
    {
        var stretches = track.Chunk(3).Where(chunk => chunk.Length == 3 && chunk[2].At - chunk[0].At < 6 * Feed.Second)
            .Select(chunk => (At: (chunk[0].At + chunk[2].At) / 2, Speed: Meters(chunk[0], chunk[2]) * Feed.Second / (chunk[2].At - chunk[0].At))).ToList();
        return stretches.Zip(stretches.Skip(1)).Where(pair => pair.Second.At - pair.First.At < 7 * Feed.Second)
            .Select(pair => (pair.Second.Speed - pair.First.Speed) * Feed.Second / (pair.Second.At - pair.First.At));
    }

    private static Told Centre(IEnumerable<Told> fixes)
        => new("", "", "", "", 0, fixes.Average(fix => fix.Lat!.Value), fixes.Average(fix => fix.Lng!.Value));

    private static double Meters(Told one, Told other)
    {
        var (phi, psi) = (double.DegreesToRadians(one.Lat!.Value), double.DegreesToRadians(other.Lat!.Value));
        var north = Math.Sin((psi - phi) / 2);
        var east = Math.Sin(double.DegreesToRadians(other.Lng!.Value - one.Lng!.Value) / 2);
        return 2 * 6371008.8 * Math.Asin(Math.Sqrt((north * north) + (Math.Cos(phi) * Math.Cos(psi) * east * east)));
    }
}
