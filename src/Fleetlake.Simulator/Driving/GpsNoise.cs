namespace Fleetlake.Simulator.Driving;

/// <summary>
/// The error of a receiver along one axis, in metres: a few metres that drift from fix to fix, not a new error each time.
/// </summary>
internal sealed class GpsNoise(Dice dice)
{
    private const double SigmaMeters = 2.5;
    private const double Persistence = 0.9;
    private const double Innovation = 0.43588989435406735; // √(1 - 0.9²), which keeps the spread at sigma
    private const double BellScale = 1.7320508075688772; // √3: four uniform numbers have a variance of 1/3

    private double _meters;

    public double Next() => _meters = (Persistence * _meters) + (Innovation * SigmaMeters * Bell());

    // Four uniform numbers are close enough to a normal one, and bounded.
    private double Bell()
        => (dice.Fraction() + dice.Fraction() + dice.Fraction() + dice.Fraction() - 2) * BellScale;
}
