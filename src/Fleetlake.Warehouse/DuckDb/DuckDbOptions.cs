namespace Fleetlake.Warehouse.DuckDb;

/// <summary>How a DuckDB warehouse is opened.</summary>
public sealed record DuckDbOptions
{
    /// <summary>The database file. It is made when missing, its folder too.</summary>
    public required string Path { get; init; }

    /// <summary>How long to wait while another process has the file. Default one minute.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many threads the engine uses, at least 1. Default one a core.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>How many bytes the engine keeps in memory before it spills to a folder beside <see cref="Path"/>, at least 1. Default 368 MiB: with what the rest of a run takes that is less than a GiB.</summary>
    public long MemoryBytes { get; init; } = 368L << 20;
}
