using Fleetlake.Simulator;
using Xunit;

namespace Fleetlake.Tests.Simulator;

public sealed class FleetOptionsTests
{
    private static readonly FleetOptions Wrong = new()
    {
        Date = new(1899, 1, 1),
        StartSecond = 86_400,
        Seconds = 0,
        Vehicles = -1,
        Organizations = 13,
        Mess = double.NaN,
        PositionInterval = TimeSpan.Zero,
        DaySeconds = 59,
        Layout = (SimulatedLayout)9,
        ClockOffset = TimeSpan.FromSeconds(50_401),
    };

    [Fact]
    public void The_defaults_have_no_fault() => Assert.Empty(new FleetOptions { Date = new(2019, 6, 1) }.Validate());

    [Fact]
    public void All_faults_are_told_at_once()
        => Assert.Equal(
            [
                "Date is 1899-01-01; expected from 1900-01-04 to 2298-12-20.",
                "StartSecond is 86400; expected from 0 to 86399.",
                "Seconds is 0; expected from 1 to 31622400.",
                "Vehicles is -1; expected from 1 to 100000.",
                "Organizations is 13; expected from 1 to 12.",
                "Organizations is 13; expected no more than Vehicles, one vehicle in each.",
                "Mess is NaN; expected from 0 to 1.",
                "PositionInterval is 00:00:00; expected from 00:00:00.1000000 to 00:10:00.",
                "DaySeconds is 59; expected from 60 to 86400.",
                "Layout is 9; expected Flat or Nested.",
                "ClockOffset is 14:00:01; expected from -14:00:00 to 14:00:00.",
                "ClockOffset is 14:00:01; expected whole minutes.",
            ],
            Wrong.Validate());

    [Fact]
    public void A_fleet_with_faults_is_the_callers_to_mend()
    {
        var fault = Assert.Throws<FleetlakeException>(() => new Fleet(Wrong));
        Assert.Equal(FaultKind.Caller, fault.Kind);
        Assert.All(Wrong.Validate(), text => Assert.Contains(text, fault.Message));
    }

    [Theory]
    [InlineData(1900, 1, 4)]
    [InlineData(2298, 12, 20)]
    public void The_first_and_the_last_date_can_be_simulated(int year, int month, int day)
    {
        var options = Feed.Small with { Date = new(year, month, day), Seconds = 60, Mess = 1, ClockOffset = TimeSpan.FromHours(-14) };
        Assert.True(Feed.Files(options).Count >= 60);
    }
}
