namespace Fleetlake.Simulator;

/// <summary>What a simulation has written.</summary>
public sealed record SimulationSummary
{
    /// <summary>The event files, one a second; the files of <see cref="MessKind.ForeignFile"/> are not among them.</summary>
    public required int Files { get; init; }

    /// <summary>The bytes of all files, foreign ones too.</summary>
    public required long Bytes { get; init; }

    /// <summary>
    /// The fleet's own events by type (<c>register</c>, <c>update</c>, <c>deregister</c>, <c>create</c>, <c>delete</c>),
    /// each counted once whatever trouble came to its line.
    /// </summary>
    public required IReadOnlyDictionary<string, long> Events { get; init; }

    /// <summary>How often each kind of trouble occurred; a kind that did not occur is missing.</summary>
    public required IReadOnlyDictionary<MessKind, long> Mess { get; init; }

    /// <summary>The events among <see cref="Events"/> that were held back past the last file and so were never written.</summary>
    public required long StillHeld { get; init; }
}
