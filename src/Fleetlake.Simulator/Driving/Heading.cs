namespace Fleetlake.Simulator.Driving;

/// <summary>A direction in the plane as a vector of length 1.</summary>
internal readonly record struct Heading(double East, double North)
{
    public static Heading To(double east, double north)
    {
        var length = Math.Sqrt((east * east) + (north * north));
        return length > 0 ? new(east / length, north / length) : new(1, 0);
    }

    public double Along(Heading other) => (East * other.East) + (North * other.North);

    /// <summary>
    /// Turns towards a heading by at most twice the angle whose tangent is given. A rotation by half-angle tangent,
    /// cos = (1 - t²)/(1 + t²) and sin = 2t/(1 + t²), needs no sine, whose last bits differ between machines.
    /// </summary>
    public Heading Towards(Heading goal, double mostHalfTangent)
    {
        var cross = (East * goal.North) - (North * goal.East);
        var along = 1 + Along(goal);
        var tangent = along > 1e-6 ? Math.Clamp(cross / along, -mostHalfTangent, mostHalfTangent) : mostHalfTangent;
        var square = tangent * tangent;
        var cosine = (1 - square) / (1 + square);
        var sine = 2 * tangent / (1 + square);
        // Made anew to length 1, or rounding would stretch it over days.
        return To((East * cosine) - (North * sine), (East * sine) + (North * cosine));
    }
}
