namespace Fleetlake.Lake.State;

/// <summary>
/// The commit of a source date: what its raw zone and its rejected lines are, and from which listing they were made. It is
/// written last, so what is not in it has not happened.
/// </summary>
public sealed record Manifest
{
    /// <summary>The source date.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>The same for two commits that were made of the same objects under the same rules.</summary>
    public required string Commit { get; init; }

    /// <summary>The version of the event contracts that judged the lines.</summary>
    public required string ContractVersion { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset CommittedAt { get; init; }

    /// <summary>True when the day was not over yet.</summary>
    public required bool IsPartial { get; init; }

    /// <summary>The listing that it was made from.</summary>
    public required ListingState Listing { get; init; }

    /// <summary>Objects that are gone from the source and whose rows were carried over from the commit before.</summary>
    public required int CarriedObjects { get; init; }

    /// <summary>The digest of the mended lines that took the place of rejected ones; empty without any.</summary>
    public required string Mends { get; init; }

    /// <summary>The raw parts, one for each event name.</summary>
    public required IReadOnlyList<RawPartState> Parts { get; init; }

    /// <summary>The file of rejected lines, or null when there are none.</summary>
    public required FileState? Rejected { get; init; }

    /// <summary>How many lines were rejected for each reason code.</summary>
    public required IReadOnlyDictionary<string, long> Reasons { get; init; }

    /// <summary>
    /// For each event date and staged table the rows of this source date, before duplicates are dropped. A date with none
    /// was touched by an earlier commit and is staged again.
    /// </summary>
    public required IReadOnlyDictionary<DateOnly, IReadOnlyDictionary<string, long>> Touched { get; init; }

    /// <summary>Sums over the day.</summary>
    public required Totals Totals { get; init; }
}

/// <summary>A listing, in short.</summary>
/// <param name="Digest">Over keys, sizes and ETags.</param>
/// <param name="Objects">The number of event files.</param>
/// <param name="Bytes">Their bytes together.</param>
/// <param name="Ignored">Objects whose names are not those of event files.</param>
/// <param name="TimeZone">The zone of the clock that names the files.</param>
public sealed record ListingState(string Digest, int Objects, long Bytes, int Ignored, string TimeZone);

/// <summary>A file of the lake as it was written.</summary>
/// <param name="Key">Its key in its zone.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Bytes">Its length in bytes.</param>
/// <param name="ETag">Its ETag.</param>
public sealed record FileState(string Key, long Rows, long Bytes, string ETag);

/// <summary>A raw part.</summary>
/// <param name="Event">The event name, unescaped.</param>
/// <param name="File">The file.</param>
/// <param name="MinAt">The earliest event.</param>
/// <param name="MaxAt">The latest event.</param>
public sealed record RawPartState(string Event, FileState File, DateTimeOffset MinAt, DateTimeOffset MaxAt);

/// <summary>Sums over the lines of a source date.</summary>
/// <param name="Lines">Lines that are not blank.</param>
/// <param name="Raw">Rows in raw.</param>
/// <param name="Staged">Rows for staging, before duplicates are dropped.</param>
/// <param name="Rejected">Rejected lines, those that are in raw among them.</param>
/// <param name="Unmodelled">Rows in raw of event types that nobody modelled.</param>
public sealed record Totals(long Lines, long Raw, long Staged, long Rejected, long Unmodelled);
