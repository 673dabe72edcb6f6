using Fleetlake.Bench.Days;
using Fleetlake.Bench.Processes;

namespace Fleetlake.Bench.Contenders;

/// <summary>A way from event files to the answer.</summary>
internal interface IContender
{
    string Name { get; }

    /// <summary>The database that it leaves, below the folder it ran in.</summary>
    string Database { get; }

    /// <summary>The Parquet files of its raw zone, below the folder it ran in.</summary>
    string RawFiles { get; }

    /// <summary>Goes all the way in an empty folder.</summary>
    Outcome Run(SimulatedDay day, string folder);
}

/// <summary>What a contender came to.</summary>
/// <param name="Usage">What its processes used.</param>
/// <param name="Parts">Its steps by its own clock, in order.</param>
/// <param name="AverageMeters">The answer.</param>
internal sealed record Outcome(Usage Usage, IReadOnlyList<Part> Parts, double AverageMeters);

/// <summary>A step and its seconds.</summary>
internal sealed record Part(string Name, double Seconds);
