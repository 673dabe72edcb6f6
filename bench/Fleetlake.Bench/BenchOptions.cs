namespace Fleetlake.Bench;

/// <summary>What is measured.</summary>
internal sealed record BenchOptions
{
    /// <summary>The date of every simulated day.</summary>
    public static readonly DateOnly Date = new(2019, 6, 1);

    public required int Vehicles { get; init; }

    /// <summary>The files of a day, one a second.</summary>
    public required int Seconds { get; init; }

    public required int Repeat { get; init; }

    /// <summary>Where days are kept between runs, and lakes and warehouses while they are measured.</summary>
    public required string Folder { get; init; }

    /// <summary>How many times the vehicles: one measurement of Fleetlake a number besides 1.</summary>
    public required IReadOnlyList<int> Scales { get; init; }

    /// <summary>What takes the arguments of <c>clickhouse local</c>; null leaves that peer out.</summary>
    public required string? ClickHouse { get; init; }

    /// <summary>Whether the same events in one file are measured too.</summary>
    public required bool HasOneFile { get; init; }

    /// <summary>Whether the day with every fifth line broken is measured too.</summary>
    public required bool HasBroken { get; init; }

    /// <summary>How many days lie in the lake before one more is measured; a tenth of a day each.</summary>
    public required IReadOnlyList<int> History { get; init; }

    /// <summary>The Markdown file that takes the result.</summary>
    public required string? WriteTo { get; init; }

    /// <summary>The options as they were given, without those that name a folder or file of the machine.</summary>
    public required string Command { get; init; }
}
