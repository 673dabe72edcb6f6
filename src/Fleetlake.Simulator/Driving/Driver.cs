namespace Fleetlake.Simulator.Driving;

/// <summary>A vehicle in motion: it follows its route within the limits of engine, brakes and tyres.</summary>
internal sealed class Driver
{
    private const int StepMillis = 1000;
    private const double Acceleration = 1.8;
    private const double ComfortableBraking = 1.8;
    private const double HardestBraking = 3.0;
    private const double SideAcceleration = 2.5;
    private const double SharpestTurn = 0.6;
    private const double CreepSpeed = 1.5;
    private const double ArrivalMeters = 8;

    private readonly Route _route;
    private Heading _heading = new(1, 0);
    private Corner _corner;
    private double _speed;
    private long _standMillis;

    public Driver(Dice dice)
    {
        East = dice.Between(-60.0, 60.0);
        North = dice.Between(-60.0, 60.0);
        _route = new Route(dice, East, North);
        _standMillis = dice.Between(0L, 60_000L);
        _corner = _route.Next();
    }

    /// <summary>Metres east of the depot.</summary>
    public double East { get; private set; }

    /// <summary>Metres north of the depot.</summary>
    public double North { get; private set; }

    public void Drive(long millis)
    {
        var standing = Math.Min(millis, _standMillis);
        _standMillis -= standing;
        for (var left = millis - standing; left > 0; left -= StepMillis)
            Step(Math.Min(left, StepMillis));
    }

    /// <summary>The engine is off: what is left of the speed is gone when the next shift begins.</summary>
    public void Park() => _speed = 0;

    private void Step(long millis)
    {
        if (_standMillis > 0)
        {
            _standMillis -= Math.Min(_standMillis, millis);
            return;
        }

        var seconds = millis / 1000.0;
        var (east, north) = (_corner.East - East, _corner.North - North);
        var distance = Math.Sqrt((east * east) + (north * north));
        var goal = Heading.To(east, north);
        var along = _heading.Along(goal);
        if (distance < ArrivalMeters || (along < 0 && distance < 40 && _speed > CreepSpeed))
        {
            Arrive();
            return;
        }

        SpeedUpOrDown(distance, along, seconds);
        var turn = Math.Min(SharpestTurn, SideAcceleration / Math.Max(_speed, 1)) * seconds / 2;
        _heading = _heading.Towards(goal, turn);
        East += _heading.East * _speed * seconds;
        North += _heading.North * _speed * seconds;
    }

    private void Arrive()
    {
        _standMillis = _corner.StopMillis;
        if (_standMillis > 0)
            _speed = 0;
        _corner = _route.Next();
    }

    private void SpeedUpOrDown(double distance, double along, double seconds)
    {
        var braking = 2 * ComfortableBraking * Math.Max(0, distance - ArrivalMeters);
        var wanted = Math.Min(_corner.LegSpeed, Math.Sqrt((_corner.CornerSpeed * _corner.CornerSpeed) + braking));
        if (along < 0.7)
            wanted = Math.Min(wanted, 4);
        wanted = Math.Max(wanted, CreepSpeed);
        _speed += Math.Clamp(wanted - _speed, -HardestBraking * seconds, Acceleration * seconds);
    }
}
