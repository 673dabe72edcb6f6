using Xunit;
using static Fleetlake.Tests.Reference.ReferenceCase;

namespace Fleetlake.Tests.Reference;

/// <summary>The models against cases that are calculated by hand.</summary>
public sealed class ReferenceModelTests
{
    // A degree of a great circle: 6371008.8 m * pi / 180.
    private const double MetersOfOneDegree = 111_195.0802335329;

    [Fact]
    public void Overlap_is_cut_at_midnights_and_shown_for_the_dates_run()
    {
        ReferenceTables tables = Of(
            [June(1), June(3), June(4)],
            Period("create", "1T00:00:00", "1T10:00:00", "4T00:00:00"),
            Vehicle("register", "1T12:00:00"));
        Assert.Equal(["1T12:00:00 2T00:00:00", "3T00:00:00 4T00:00:00"], Intervals(tables));
    }

    [Fact]
    public void Vehicle_that_comes_back_has_several_rows_and_a_stay_that_ends_at_its_start_is_none()
    {
        ReferenceTables tables = Of(
            Period("create", "1T00:00:00", "1T10:00:00", "1T20:00:00"),
            Vehicle("deregister", "1T09:00:00"), // without a register: ignored
            Vehicle("register", "1T11:00:00"),
            Vehicle("deregister", "1T11:00:00"), // at the instant of the register: does not end it
            Vehicle("register", "1T11:30:00"), // the same next deregister: one stay, from the earliest
            Vehicle("deregister", "1T12:00:00"),
            Vehicle("register", "1T12:00:00"), // open, with the next one
            Vehicle("register", "1T13:00:00"));
        Assert.Equal(["1T11:00:00 1T12:00:00", "1T12:00:00 1T20:00:00"], Intervals(tables));
    }

    [Fact]
    public void Overlap_of_an_instant_is_none()
    {
        Assert.Empty(Intervals(Of(Period("create", "1T00:00:00", "1T10:00:00", "1T10:00:00"), Vehicle("register", "1T00:00:00"))));
        Assert.Empty(Intervals(Of(Period("create", "1T00:00:00", "1T10:00:00", "1T11:00:00"), Vehicle("register", "1T11:00:00"))));
    }

    [Fact]
    public void Period_is_its_last_create()
    {
        ReferenceTables tables = Of(
            Vehicle("register", "1T00:00:00"),
            Period("create", "1T02:00:00", "1T03:00:00", "1T05:00:00"), // the last: the order of arrival is nothing
            Period("create", "1T02:00:00", "1T03:00:00", "1T04:00:00"),
            Period("create", "1T02:00:00", "1T01:00:00", "1T09:00:00"),
            Period("create", "1T01:59:59", "1T06:00:00", "1T07:00:00"));
        Assert.Equal(["1T03:00:00 1T05:00:00"], Intervals(tables));
    }

    [Theory]
    [InlineData("1T01:59:59", 1)]
    [InlineData("1T02:00:00", 0)]
    [InlineData("9T00:00:00", 0)]
    public void Delete_at_or_after_the_create_ends_all_of_it(string deletedAt, int rows)
    {
        ReferenceTables tables = Of(
            Vehicle("register", "1T00:00:00"),
            Period("create", "1T01:00:00", "1T01:00:00", "1T05:00:00"),
            Period("create", "1T02:00:00", "1T03:00:00", "1T05:00:00"),
            Period("delete", deletedAt, "1T03:00:00", "1T05:00:00"));
        Assert.Equal(rows, tables.VehicleOperationMetadata.Count);
    }

    [Fact]
    public void Organizations_do_not_meet()
    {
        ReferenceTables tables = Of(
            Vehicle("register", "1T00:00:00"),
            Vehicle("deregister", "1T01:00:00", organization: "other"),
            Period("create", "1T00:00:00", "1T00:00:00", "1T05:00:00"),
            Period("create", "1T01:00:00", "1T00:00:00", "1T09:00:00", "other"),
            Period("delete", "1T02:00:00", "1T00:00:00", "1T09:00:00", "other"),
            Period("create", "1T00:00:00", "1T00:00:00", "1T08:00:00", "without vehicles"));
        Assert.Equal(["1T00:00:00 1T05:00:00"], Intervals(tables));
    }

    [Fact]
    public void Distance_is_from_the_previous_position_of_the_day_or_the_day_before()
    {
        ReferenceTables tables = Of(
            [June(1), June(3), June(4), June(6)],
            Update("2T23:59:59", 0, 0), // staged, its date is not run
            Vehicle("update", "3T00:00:00"), // without a position: not in the way
            Update("3T00:00:00", 1, 1), // the same instant: by lat, then long
            Update("3T00:00:00", 0, 1),
            Update("4T00:00:00.5", 1, 1),
            Update("6T00:00:00", 0, 0)); // the previous is two days old
        Assert.Equal(
            [(Math.Round(MetersOfOneDegree, 6), 1.0), (Math.Round(MetersOfOneDegree, 6), 0.0), (0.0, 86_400.5), (0.0, (double?)null)],
            tables.VehiclePositionData.Select(row => (Math.Round(row.DrivenMeters, 6), row.SecondsSincePrevious)));
        Assert.Equal([2L, 1L, 1L], tables.VehicleDailyDistance.Select(row => row.Positions));
    }

    [Fact]
    public void Positions_of_one_instant_and_latitude_are_in_the_order_of_their_longitude()
    {
        ReferenceTables tables = Of(Update("1T00:00:01", 0, 2), Update("1T00:00:01", 0, 1), Update("1T00:00:00", 0, 0));
        Assert.Equal(2 * MetersOfOneDegree, tables.VehicleDailyDistance.Single().DrivenMeters, 1e-6);
    }

    [Fact]
    public void Positions_that_differ_only_in_located_at_are_both_rows()
    {
        ReferenceTables tables = Of(
            Update("1T00:00:00", 0, 0),
            Vehicle("update", "1T00:00:01", """{"id":"v","location":{"lat":0,"lng":1,"at":"2019-06-01T00:00:00Z"}}"""),
            Vehicle("update", "1T00:00:01", """{"id":"v","location":{"lat":0,"lng":1}}"""));
        Assert.Equal([0, Math.Round(MetersOfOneDegree, 6), 0], tables.VehiclePositionData.Select(row => Math.Round(row.DrivenMeters, 6)));
    }

    [Theory]
    [InlineData(0, 0, 0, 180, 180 * MetersOfOneDegree)]
    [InlineData(90, 7, -90, -7, 180 * MetersOfOneDegree)]
    [InlineData(0, 179.5, 0, -179.5, MetersOfOneDegree)]
    [InlineData(52.5, 13.4, 52.5, 13.4, 0)]
    public void Haversine_is_on_the_mean_sphere(double lat1, double long1, double lat2, double long2, double meters) =>
        Assert.Equal(meters, ReferencePositions.Meters(lat1, long1, lat2, long2), 1e-6);

    [Fact]
    public void Distance_of_a_period_counts_arrivals_in_any_of_its_intervals_and_vehicles_that_sent_none()
    {
        ReferenceTables tables = Of(
            Period("create", "1T00:00:00", "1T10:00:00", "1T20:00:00"),
            Vehicle("register", "1T00:00:00"),
            Vehicle("deregister", "1T11:00:00"),
            Vehicle("register", "1T12:00:00"),
            Vehicle("register", "1T00:00:00", """{"id":"silent"}"""),
            Update("1T09:00:00", 0, 0),
            Update("1T10:00:00", 0, 1), // at the start: in, with the metres from before it
            Update("1T11:00:00", 0, 2), // at the finish: out
            Update("1T12:00:00", 0, 3),
            Update("1T20:00:00", 0, 4));
        Assert.Equal(
            [("silent", 0L, 0.0), ("v", 2L, Math.Round(2 * MetersOfOneDegree, 6))],
            tables.OperatingPeriodDistance.OrderBy(row => row.VehicleId, StringComparer.Ordinal)
                .Select(row => (row.VehicleId, row.Positions, Math.Round(row.DrivenMeters, 6))));
        Assert.Equal(MetersOfOneDegree, ReferenceLake.ReferenceAnswer(tables)!.Value, 1e-9);
    }

    [Fact]
    public void Answer_is_null_without_a_period() => Assert.Null(ReferenceLake.ReferenceAnswer(Of()));

    private static List<string> Intervals(ReferenceTables tables) =>
    [
        .. tables.VehicleOperationMetadata.OrderBy(row => row.OperationStart)
            .Select(row => $"{Time(row.OperationStart)} {Time(row.OperationFinish)}"),
    ];

    private static string Time(long micros) => DateTime.UnixEpoch.AddMicroseconds(micros)
        .ToString("d'T'HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
}
