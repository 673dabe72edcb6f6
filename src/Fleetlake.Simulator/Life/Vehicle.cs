using Fleetlake.Simulator.Driving;
using Fleetlake.Simulator.Lines;

namespace Fleetlake.Simulator.Life;

/// <summary>A vehicle that works its shifts, drives and tells.</summary>
internal sealed class Vehicle
{
    private readonly Id _organization;
    private readonly Id _id;
    private readonly City _city;
    private readonly Roster _roster;
    private readonly Dice _dice;
    private readonly Driver _driver;
    private readonly GpsNoise _eastNoise;
    private readonly GpsNoise _northNoise;
    private readonly long _intervalMillis;
    private Shift _shift;
    private int _notice;
    private long _nextPosition;
    private long _drivenUntil;

    public Vehicle(Id organization, Id id, City city, Roster roster, Dice dice, long intervalMillis)
    {
        (_organization, _id, _city, _roster, _dice, _intervalMillis) = (organization, id, city, roster, dice, intervalMillis);
        _driver = new Driver(dice);
        _eastNoise = new GpsNoise(dice);
        _northNoise = new GpsNoise(dice);
        _shift = roster.Next();
        Begin();
    }

    /// <summary>Adds what the vehicle sends before <paramref name="until"/> and has not sent yet.</summary>
    public void Act(long until, List<FleetEvent> events)
    {
        while (true)
        {
            var position = _nextPosition < _shift.Finish ? _nextPosition : long.MaxValue;
            var notice = _notice < _shift.Notices.Count ? _shift.Notices[_notice].At : long.MaxValue;
            var next = Math.Min(position, notice);
            if (next == long.MaxValue)
            {
                _shift = _roster.Next();
                Begin();
                continue;
            }

            if (next >= until)
                return;
            events.Add(notice <= position ? Notify() : Locate());
        }
    }

    private void Begin()
    {
        _notice = 0;
        _drivenUntil = _shift.Start;
        _nextPosition = _shift.Start + _dice.Between(1L, _intervalMillis);
        _driver.Park();
    }

    private FleetEvent Notify()
    {
        var notice = _shift.Notices[_notice++];
        return new(notice.Type, notice.At, _organization, _id);
    }

    private FleetEvent Locate()
    {
        var at = _nextPosition;
        _driver.Drive(at - _drivenUntil);
        _drivenUntil = at;
        _nextPosition = at + _dice.Between(_intervalMillis * 3 / 4, _intervalMillis * 5 / 4);
        return new(EventType.Update, at, _organization, _id, Fix(at));
    }

    private Fix Fix(long at)
    {
        var east = _driver.East + _eastNoise.Next();
        var north = _driver.North + _northNoise.Next();
        return at < _shift.FixFrom
            ? new(_shift.Unfixed)
            : new(FixKind.Located, _city.LatitudeAt(north), _city.LongitudeAt(east));
    }
}
