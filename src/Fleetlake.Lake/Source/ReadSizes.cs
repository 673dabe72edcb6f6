namespace Fleetlake.Lake.Source;

/// <summary>How a listing is cut and read.</summary>
internal sealed record ReadSizes
{
    public static readonly ReadSizes Default = new();

    /// <summary>The bytes of small objects that are read as one piece.</summary>
    public long GroupBytes { get; init; } = 4L << 20;

    /// <summary>The number of small objects that are read as one piece.</summary>
    public int GroupObjects { get; init; } = 256;

    /// <summary>An object that is larger is read in ranges of so many bytes.</summary>
    public long RangeBytes { get; init; } = 8L << 20;

    /// <summary>What is asked for of a remote store before a worker needs it, in bytes, at least one item.</summary>
    public long AheadBytes { get; init; } = 16L << 20;

    /// <summary>What is read of a range or a compressed object at once, in bytes; more than the marker of <see cref="GzipReader"/> and a byte order mark.</summary>
    public int ChunkBytes { get; init; } = 4 << 20;
}
