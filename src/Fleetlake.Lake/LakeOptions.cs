using Fleetlake.Lake.Stores.S3;

namespace Fleetlake.Lake;

/// <summary>How a lake is kept, beyond where it lies.</summary>
public sealed record LakeOptions
{
    /// <summary>How S3 is reached, for zones that are buckets.</summary>
    public S3Options S3 { get; init; } = new();

    /// <summary>True when one process at a time runs on this lake: nothing in the lake keeps two apart then.</summary>
    public bool SingleWriter { get; init; }

    /// <summary>
    /// A folder of this machine for files that do not outlive a run, where the raw zone is a bucket; null for the
    /// user's own below the system's temporary one.
    /// </summary>
    public string? ScratchFolder { get; init; }
}
