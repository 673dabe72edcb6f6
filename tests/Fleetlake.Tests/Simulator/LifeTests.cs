using Fleetlake.Simulator;
using Xunit;

namespace Fleetlake.Tests.Simulator;

public sealed class LifeTests
{
    private static readonly FleetOptions TwoDays = new()
    {
        Date = new(2019, 6, 1),
        Seconds = 2 * 86_400,
        Vehicles = 40,
        PositionInterval = TimeSpan.FromMinutes(5),
    };

    private static readonly List<Told> Events = Feed.Clean(TwoDays);
    private static readonly long Midnight = Feed.Micros(2019, 6, 2);

    private static IEnumerable<IEnumerable<Told>> Vehicles
        => Events.Where(told => told.On == "vehicle" && told.Event != "update").GroupBy(told => told.Who);

    private static IEnumerable<IEnumerable<Told>> Periods
        => Events.Where(told => told.On == "operating_period").GroupBy(told => told.Who);

    [Fact]
    public void Organizations_share_ids()
    {
        var vehicles = Events.Where(told => told.On == "vehicle").Select(told => told.Who).ToHashSet();
        Assert.Equal(40, vehicles.Count);
        Assert.Equal(20, vehicles.Select(who => who.Item2).Distinct().Count());
        Assert.Contains(("org-1", "vehicle-3"), vehicles);
        Assert.Contains(("org-2", "vehicle-3"), vehicles);
        var periods = Events.Where(told => told.On == "operating_period").Select(told => told.Who).ToHashSet();
        Assert.Contains(("org-1", "op_1"), periods);
        Assert.Contains(("org-2", "op_1"), periods);
    }

    [Fact]
    public void A_vehicle_has_several_shifts_a_day()
        => Assert.InRange(Events.Count(told => told.Event == "register") / 40.0 / 2, 2, 6);

    [Fact]
    public void Shifts_cross_midnight()
        => Assert.True(Vehicles.Count(notices => Pairs(notices).Any(
            pair => pair is ({ Event: "register" }, { Event: "deregister" }) && pair.Item1.At < Midnight && pair.Item2.At > Midnight)) > 10);

    [Fact]
    public void Some_stays_are_never_closed() => Assert.Contains(Vehicles, notices => notices.Last().Event == "register");

    [Fact]
    public void Some_vehicles_register_again_without_deregister()
        => Assert.Contains(Vehicles, notices => Pairs(notices).Any(pair => pair is ({ Event: "register" }, { Event: "register" })));

    [Fact]
    public void Some_vehicles_deregister_without_register()
        => Assert.Contains(Vehicles, notices => Pairs(notices).Any(pair => pair is ({ Event: "deregister" }, { Event: "deregister" })));

    [Fact]
    public void Some_drivers_take_over_in_one_instant()
        => Assert.Contains(Vehicles, notices => Pairs(notices).Any(
            pair => pair is ({ Event: "deregister" }, { Event: "register" }) && pair.Item1.At == pair.Item2.At));

    [Fact]
    public void Positions_are_sent_on_shift_only()
    {
        foreach (var track in Events.Where(told => told.On == "vehicle").GroupBy(told => told.Who))
            Assert.Equal("register", track.First().Event);
        // A deregister is followed by no position before the next register, but for a stray one of a handover.
        var after = Events.Where(told => told.On == "vehicle").GroupBy(told => told.Who).SelectMany(Pairs);
        Assert.DoesNotContain(after, pair => pair is ({ Event: "deregister" }, { Event: "update" }));
    }

    [Fact]
    public void Periods_are_created_before_they_start_some_a_day_ahead()
    {
        var creates = Events.Where(told => told.Event == "create").ToList();
        Assert.All(creates, told => Assert.True(told.At < told.Start && told.Start < told.Finish));
        Assert.Contains(creates, told => told.Start - told.At > 16 * 3600 * Feed.Second);
        Assert.Contains(creates, told => told.Start - told.At < 1200 * Feed.Second);
    }

    [Fact]
    public void Periods_cross_midnight_and_overlap()
    {
        var creates = Events.Where(told => told.Event == "create").ToList();
        Assert.Contains(creates, told => told.Start < Midnight && told.Finish > Midnight);
        Assert.Contains(creates, told => creates.Any(
            other => other.Organization == told.Organization && other.Id != told.Id && other.Start > told.Start && other.Start < told.Finish));
    }

    [Fact]
    public void Periods_are_deleted_before_and_while_they_run_and_some_are_created_anew()
    {
        var deletes = Events.Where(told => told.Event == "delete").ToList();
        Assert.Contains(deletes, told => told.At < told.Start);
        Assert.Contains(deletes, told => told.At > told.Start && told.At < told.Finish);
        Assert.Contains(Periods, told => told.Select(one => one.Event).SequenceEqual(["create", "delete", "create"]) && told.First().Start != told.Last().Start);
    }

    [Fact]
    public void The_run_of_the_next_date_keeps_the_periods_that_were_announced()
    {
        var day = TwoDays with { Seconds = 86_400 };
        var next = Feed.Clean(day with { Date = new(2019, 6, 2) }).Where(told => told.Event == "create").ToLookup(told => told.Who);
        var announced = Feed.Clean(day).Where(told => told.Event == "create" && next.Contains(told.Who)).ToList();
        Assert.NotEmpty(announced);
        Assert.All(announced, told => Assert.Contains(next[told.Who], other => other.Start == told.Start && other.Finish == told.Finish));
        Assert.DoesNotContain(next, told => told.Key.Item2 == "op_1");
    }

    [Fact]
    public void A_short_run_has_whole_shifts_and_periods()
    {
        var events = Feed.Clean(Feed.Small);
        Assert.All(["register", "update", "deregister", "create", "delete"], type => Assert.Contains(events, told => told.Event == type));
        var creates = events.Where(told => told.Event == "create").ToList();
        Assert.Contains(creates, told => told.Finish < Feed.Micros(2019, 6, 1) + (600 * Feed.Second));
        Assert.True(events.Count(told => told.Event == "deregister") >= 6);
    }

    [Fact]
    public void A_short_run_can_cross_midnight()
    {
        var events = Feed.Clean(Feed.Small with { StartSecond = 86_400 - 300 });
        Assert.InRange(events[0].At, Midnight - (300 * Feed.Second), Midnight);
        Assert.InRange(events[^1].At, Midnight + (295 * Feed.Second), Midnight + (300 * Feed.Second));
        Assert.Contains(events, told => told.Event == "create" && told.Start < Midnight && told.Finish > Midnight);
        Assert.Contains(
            events.Where(told => told.Event.EndsWith("register", StringComparison.Ordinal)).GroupBy(told => told.Who).SelectMany(Pairs),
            pair => pair.Item1.Event == "register" && pair.Item1.At < Midnight && pair.Item2.Event == "deregister" && pair.Item2.At > Midnight);
    }

    private static IEnumerable<(Told, Told)> Pairs(IEnumerable<Told> events) => events.Zip(events.Skip(1));
}
