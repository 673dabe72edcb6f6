namespace Fleetlake.Pipeline.Configuration;

/// <summary>A key of the configuration.</summary>
/// <param name="Name">As it stands in <c>fleetlake.json</c>, sections before a point: <c>source.timeZone</c>.</param>
/// <param name="Default">The value without any configuration.</param>
/// <param name="Description">What it is, for the help.</param>
public sealed record ConfigurationKey(string Name, string Default, string Description)
{
    /// <summary>True for what stands in no file that people share and in no message.</summary>
    public bool IsSecret { get; init; }

    /// <summary>The environment variable of the key; its case is ignored.</summary>
    public string EnvironmentVariable => $"FLEETLAKE_{Name.Replace(".", "__", StringComparison.Ordinal).ToUpperInvariant()}";
}

/// <summary>All keys.</summary>
public static class ConfigurationKeys
{
    /// <summary>The bucket or folder of event files.</summary>
    public static readonly ConfigurationKey SourceUrl = new("source.url", "events", "the folder of event files");

    /// <summary>The zone of the clock that names the files.</summary>
    public static readonly ConfigurationKey SourceTimeZone = new("source.timeZone", "UTC", "the zone of the clock that names the files");

    /// <summary>The share of rejected lines beyond which a run fails.</summary>
    public static readonly ConfigurationKey MaxRejectedShare =
        new("source.maxRejectedShare", "0.5", "the share of rejected lines, 0 to 1, beyond which a run fails");

    /// <summary>The raw zone.</summary>
    public static readonly ConfigurationKey LakeRaw = new("lake.raw", "lake/raw", "the folder of the raw zone");

    /// <summary>The staging zone.</summary>
    public static readonly ConfigurationKey LakeStaging = new("lake.staging", "lake/staging", "the folder of the staging zone");

    /// <summary>The wait for a lease.</summary>
    public static readonly ConfigurationKey LakeWaitSeconds =
        new("lake.waitSeconds", "60", "how long to wait for what another run holds, in seconds");

    /// <summary>The engine.</summary>
    public static readonly ConfigurationKey WarehouseEngine = new("warehouse.engine", "duckdb", "the engine: duckdb or clickhouse");

    /// <summary>Where the warehouse is.</summary>
    public static readonly ConfigurationKey WarehouseUrl = new("warehouse.url", "lake/warehouse.duckdb", "the file of the warehouse, or the URL of its server");

    /// <summary>The database of an engine that has several.</summary>
    public static readonly ConfigurationKey WarehouseDatabase =
        new("warehouse.database", "fleetlake", "the database, for an engine that has several; duckdb has one a file");

    /// <summary>The user of a server.</summary>
    public static readonly ConfigurationKey WarehouseUser = new("warehouse.user", "default", "the user of the warehouse, for a server");

    /// <summary>The password of a server's user.</summary>
    public static readonly ConfigurationKey WarehousePassword =
        new("warehouse.password", "", "the user's password, in the environment or .env alone") { IsSecret = true };

    /// <summary>Whether a missing database is made.</summary>
    public static readonly ConfigurationKey WarehouseCreateDatabase =
        new("warehouse.createDatabase", "false", "whether a run makes the database when it is missing, for a server");

    /// <summary>The time of a statement.</summary>
    public static readonly ConfigurationKey WarehouseStatementSeconds =
        new("warehouse.statementSeconds", "600", "how long one statement may take, for a server, in seconds");

    /// <summary>The cluster.</summary>
    public static readonly ConfigurationKey WarehouseCluster =
        new("warehouse.cluster", "", "the cluster that holds the tables, for clickhouse; empty for one server");

    /// <summary>The shard key of a cluster.</summary>
    public static readonly ConfigurationKey WarehouseShardBy = new(
        "warehouse.shardBy", "organization_id, vehicle_id", "the columns by whose hash rows are spread over a cluster's shards; a table that lacks one is whole on each");

    /// <summary>How staged files come in.</summary>
    public static readonly ConfigurationKey WarehouseS3Load = new(
        "warehouse.s3Load", "stream", "how staged files come into clickhouse: stream (sent by Fleetlake), collection or role (read by the server from S3)");

    /// <summary>The named collection.</summary>
    public static readonly ConfigurationKey WarehouseS3Collection =
        new("warehouse.s3Collection", "", "the named collection of clickhouse whose url is the staging zone");

    /// <summary>The staging zone as the server sees it.</summary>
    public static readonly ConfigurationKey WarehouseStagingUrl =
        new("warehouse.stagingUrl", "", "the staging zone as clickhouse reaches it with its role, where that is another URL than lake.staging");

    /// <summary>The wait for a locked warehouse.</summary>
    public static readonly ConfigurationKey WarehouseWaitSeconds =
        new("warehouse.waitSeconds", "60", "how long to wait for a warehouse, or a table of it, that another process writes, in seconds");

    /// <summary>What the engine keeps in memory.</summary>
    public static readonly ConfigurationKey WarehouseMemory =
        new("warehouse.memoryMiB", "400", "what the engine keeps in memory before it spills to disk, in MiB");

    /// <summary>The folder of the models.</summary>
    public static readonly ConfigurationKey Models =
        new("models", "models", "the folder of the models; where it is the default and missing, the built-in ones");

    /// <summary>When a scheduler runs.</summary>
    public static readonly ConfigurationKey ScheduleCron =
        new("schedule.cron", "30 4 * * *", "when a scheduler runs the day before, as five cron fields in UTC; `run` does not look at it");

    /// <summary>The first date of a scheduler.</summary>
    public static readonly ConfigurationKey ScheduleFrom =
        new("schedule.from", "2019-06-01", "the first date that a scheduler catches up from; `run` does not look at it");

    /// <summary>The days to look back.</summary>
    public static readonly ConfigurationKey LookbackDays =
        new("schedule.lookbackDays", "0", "how many dates before a run's are listed again, and run again where the listing changed");

    /// <summary>Every key, in the order of the file.</summary>
    public static IReadOnlyList<ConfigurationKey> All { get; } =
    [
        SourceUrl, SourceTimeZone, MaxRejectedShare, LakeRaw, LakeStaging, LakeWaitSeconds,
        WarehouseEngine, WarehouseUrl, WarehouseDatabase, WarehouseWaitSeconds, WarehouseMemory,
        WarehouseUser, WarehousePassword, WarehouseCreateDatabase, WarehouseStatementSeconds, WarehouseCluster, WarehouseShardBy,
        WarehouseS3Load, WarehouseS3Collection, WarehouseStagingUrl,
        Models, ScheduleCron, ScheduleFrom, LookbackDays,
    ];

    /// <summary>The key of a name or an environment variable's rest, case ignored; null when there is none.</summary>
    public static ConfigurationKey? Find(string name) =>
        All.FirstOrDefault(key => string.Equals(key.Name, name, StringComparison.OrdinalIgnoreCase));
}
