namespace Fleetlake.Simulator.Driving;

/// <summary>The end of a leg.</summary>
/// <param name="East">Metres east of the depot.</param>
/// <param name="North">Metres north of the depot.</param>
/// <param name="LegSpeed">The speed driven towards it, in metres a second.</param>
/// <param name="CornerSpeed">The speed at it: 0 to stop there.</param>
/// <param name="StopMillis">How long to stand there.</param>
internal readonly record struct Corner(double East, double North, double LegSpeed, double CornerSpeed, int StopMillis);

/// <summary>
/// Legs along the streets of a city whose blocks are a grid, from passenger to passenger, with lights at some corners.
/// </summary>
internal sealed class Route(Dice dice, double east, double north)
{
    private const double ReachMeters = 4500;
    private const double TurnSpeed = 6;

    private double _east = east;
    private double _north = north;
    private double _goalEast = east;
    private double _goalNorth = north;
    private bool _eastward;

    public Corner Next()
    {
        if (_east == _goalEast && _north == _goalNorth)
            Choose();
        var before = _eastward;
        Go();
        var arrived = _east == _goalEast && _north == _goalNorth;
        _eastward = _east != _goalEast && (_north == _goalNorth || dice.Chance(0.5));
        var legSpeed = dice.Between(8.0, 17.0);
        if (arrived)
            return new(_east, _north, legSpeed, 0, (int)dice.Between(20_000L, 420_000L));
        if (dice.Chance(0.4))
            return new(_east, _north, legSpeed, 0, (int)dice.Between(5_000L, 45_000L));
        return new(_east, _north, legSpeed, before == _eastward ? legSpeed : TurnSpeed, 0);
    }

    private void Choose()
    {
        _goalEast = dice.Between(-ReachMeters, ReachMeters);
        _goalNorth = dice.Between(-ReachMeters, ReachMeters);
        _eastward = dice.Chance(0.5);
    }

    private void Go()
    {
        var leg = dice.Between(150.0, 700.0);
        if (_eastward)
            _east = Nearer(_east, _goalEast, leg);
        else
            _north = Nearer(_north, _goalNorth, leg);
    }

    // A rest too short to drive is driven with the leg before it.
    private static double Nearer(double from, double to, double leg)
        => Math.Abs(to - from) < leg + 100 ? to : from + (to > from ? leg : -leg);
}
