namespace Fleetlake.Pipeline.Lineage;

/// <summary>Where OpenLineage events go, and under which name.</summary>
/// <param name="Url">The endpoint of a server; null when they go to a file.</param>
/// <param name="File">The file, a line an event; null when they go to a server.</param>
/// <param name="Namespace">The namespace of the jobs.</param>
/// <param name="ApiKey">What a server lets in by; empty without one. It is in no message.</param>
public sealed record LineageSettings(Uri? Url, string? File, string Namespace, string ApiKey)
{
    /// <summary>The run that this one is a part of, if any.</summary>
    public LineageParent? Parent { get; init; }

    /// <summary>The run that all of it began with, if it is known.</summary>
    public LineageParent? Root { get; init; }

    /// <summary>Where they go, for a message.</summary>
    public string Destination => Url?.ToString() ?? File!;

    // A record prints its members.
    private bool PrintMembers(System.Text.StringBuilder text)
    {
        text.Append("Destination = ").Append(Destination).Append(", Namespace = ").Append(Namespace);
        return true;
    }
}

/// <summary>A run of another tool: of a task of Airflow, say.</summary>
/// <param name="Namespace">The namespace of its job.</param>
/// <param name="Job">Its job.</param>
/// <param name="RunId">The run.</param>
public sealed record LineageParent(string Namespace, string Job, Guid RunId)
{
    /// <summary>Reads <c>namespace/job/runId</c>, as Airflow's macro <c>lineage_parent_id</c> prints it; null when it is none.</summary>
    public static LineageParent? Parse(string? text)
    {
        string[] parts = text?.Split('/') ?? [];
        if (parts.Length < 3 || !Guid.TryParse(parts[^1], out var runId))
            return null;
        string space = string.Join('/', parts[..^2]);
        return space.Length > 0 && parts[^2].Length > 0 ? new LineageParent(space, parts[^2], runId) : null;
    }
}
