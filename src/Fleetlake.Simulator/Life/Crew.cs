using System.Globalization;
using Fleetlake.Simulator.Driving;
using Fleetlake.Simulator.Lines;

namespace Fleetlake.Simulator.Life;

/// <summary>All vehicles and operating periods of all organizations.</summary>
internal sealed class Crew
{
    private readonly List<PeriodOffice> _offices = [];
    private readonly List<Vehicle> _vehicles = [];

    public Crew(FleetOptions options, FleetSchedule schedule)
    {
        var organizations = Enumerable.Range(1, options.Organizations)
            .Select(number => new Id("org-" + number.ToString(CultureInfo.InvariantCulture)))
            .ToArray();
        for (var i = 0; i < organizations.Length; i++)
            _offices.Add(new PeriodOffice(schedule, i, organizations[i]));
        Id id = null!;
        for (var i = 0; i < options.Vehicles; i++)
        {
            var (slot, organization) = Math.DivRem(i, organizations.Length);
            if (organization == 0)
                id = VehicleId(options.Seed, slot);
            var roster = new Roster(StreamOf(Subject.Shifts, schedule, i), schedule.Start, schedule.DayMillis);
            var dice = StreamOf(Subject.Driving, schedule, i);
            var interval = (long)options.PositionInterval.TotalMilliseconds;
            _vehicles.Add(new Vehicle(organizations[organization], id, City.All[organization], roster, dice, interval));
        }
    }

    /// <summary>Adds all that happens before <paramref name="until"/> and has not been told yet, in no order of time.</summary>
    public void Act(long until, List<FleetEvent> events)
    {
        foreach (var office in _offices)
            office.Act(until, events);
        foreach (var vehicle in _vehicles)
            vehicle.Act(until, events);
    }

    // The start is in it, or every date of a feed would be driven alike.
    private static Dice StreamOf(Subject subject, FleetSchedule schedule, int vehicle)
        => new(schedule.Seed, subject, vehicle, schedule.Start);

    // Every third vehicle is named by hand, the others by their makers.
    private static Id VehicleId(ulong seed, int slot)
    {
        if (slot % 3 == 2)
            return new Id("vehicle-" + (slot + 1).ToString(CultureInfo.InvariantCulture));
        var dice = new Dice(seed, Subject.VehicleId, slot);
        var hex = dice.Next().ToString("x16", CultureInfo.InvariantCulture) + dice.Next().ToString("x16", CultureInfo.InvariantCulture);
        return new Id($"{hex[..8]}-{hex[8..12]}-4{hex[13..16]}-{"89ab"[dice.Below(4)]}{hex[17..20]}-{hex[20..]}");
    }
}
