namespace Fleetlake.Simulator;

/// <summary>
/// What is simulated. The same options give the same bytes on every machine, and the content of a second does not
/// depend on how many seconds follow it (see <see cref="DaySeconds"/>).
/// </summary>
/// <remarks>
/// Days go together: a run of one date and a run of the next with the same seed have the same organizations, vehicles,
/// depots and operating periods. Each run starts with every vehicle at its depot and off shift.
/// </remarks>
public sealed record FleetOptions
{
    /// <summary>The UTC day on which the events begin. From 1900-01-04 to 2298-12-20.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>The second of that UTC day at which the files begin. From 0 to 86,399; by default 0.</summary>
    public int StartSecond { get; init; }

    /// <summary>How many files are written, one a second; more than 86,400 goes on into the next days. From 1 to 31,622,400.</summary>
    public int Seconds { get; init; } = 86_400;

    /// <summary>The vehicles of all organizations together. From 1 to 100,000; by default 100.</summary>
    public int Vehicles { get; init; } = 100;

    /// <summary>
    /// The organizations, each in its own city, with the same vehicle ids and the same period ids.
    /// From 1 to 12 and not more than <see cref="Vehicles"/>; by default 2.
    /// </summary>
    public int Organizations { get; init; } = 2;

    /// <summary>What all chance comes from. By default 7.</summary>
    public ulong Seed { get; init; } = 7;

    /// <summary>
    /// The share of the fleet's lines that the trouble of real feeds touches, and of the files that begin with a byte
    /// order mark or lack their last end; a quarter as many are empty or have a foreign file besides.
    /// From 0 (the default) to 1. See <see cref="MessKind"/> for what it does.
    /// </summary>
    public double Mess { get; init; }

    /// <summary>
    /// The mean time between two positions of a vehicle on shift. From 0.1 s to 10 min; the default of 1.8 s, with
    /// vehicles on shift for nine tenths of the day, makes 100 vehicles send about 50 events a second.
    /// </summary>
    public TimeSpan PositionInterval { get; init; } = TimeSpan.FromMilliseconds(1800);

    /// <summary>
    /// The seconds in which the fleet lives through a whole day of shifts, breaks and operating periods; how it drives
    /// is not scaled. From 60 to 86,400. By default 86,400, but as long as the run (at least 60) for a run under
    /// 6 hours, so that it shows whole shifts. Set it where runs of different lengths have to agree second by second.
    /// </summary>
    public int? DaySeconds { get; init; }

    /// <summary>How the keys are laid out. By default flat.</summary>
    public SimulatedLayout Layout { get; init; } = SimulatedLayout.Flat;

    /// <summary>
    /// The clock of the file names less UTC, in whole minutes; the events stay in UTC. From -14 to +14 hours; by default zero.
    /// </summary>
    public TimeSpan ClockOffset { get; init; } = TimeSpan.Zero;

    /// <summary>All the faults of these options, each naming the option, what was found and what was expected; none when they can be simulated.</summary>
    public IReadOnlyList<string> Validate() => [.. FleetOptionFaults.Of(this)];
}
