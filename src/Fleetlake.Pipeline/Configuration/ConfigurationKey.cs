namespace Fleetlake.Pipeline.Configuration;

/// <summary>A key of the configuration.</summary>
/// <param name="Name">As it stands in <c>fleetlake.json</c>, sections before a point: <c>source.timeZone</c>.</param>
/// <param name="Default">The value without any configuration.</param>
/// <param name="Description">What it is, for the help.</param>
public sealed record ConfigurationKey(string Name, string Default, string Description)
{
    /// <summary>True for what stands in no file that people share and in no message.</summary>
    public bool IsSecret { get; init; }

    /// <summary>True when the value is yes or no.</summary>
    public bool IsSwitch { get; init; }

    /// <summary>The environment variable of the key; its case is ignored.</summary>
    public string EnvironmentVariable => $"FLEETLAKE_{Name.Replace(".", "__", StringComparison.Ordinal).ToUpperInvariant()}";
}

/// <summary>All keys.</summary>
public static class ConfigurationKeys
{
    /// <summary>The bucket or folder of event files.</summary>
    public static readonly ConfigurationKey SourceUrl = new("source.url", "events", "the folder or s3://bucket/prefix of event files");

    /// <summary>The zone of the clock that names the files.</summary>
    public static readonly ConfigurationKey SourceTimeZone = new("source.timeZone", "UTC", "the zone of the clock that names the files");

    /// <summary>The share of rejected lines beyond which a run fails.</summary>
    public static readonly ConfigurationKey MaxRejectedShare =
        new("source.maxRejectedShare", "0.5", "the share of rejected lines, 0 to 1, beyond which a run fails");

    /// <summary>The raw zone.</summary>
    public static readonly ConfigurationKey LakeRaw = new("lake.raw", "lake/raw", "the folder or s3://bucket/prefix of the raw zone");

    /// <summary>The staging zone.</summary>
    public static readonly ConfigurationKey LakeStaging = new("lake.staging", "lake/staging", "the folder or s3://bucket/prefix of the staging zone");

    /// <summary>The wait for a lease.</summary>
    public static readonly ConfigurationKey LakeWaitSeconds =
        new("lake.waitSeconds", "60", "how long to wait for what another run holds, in seconds");

    /// <summary>Whether one process at a time runs on the lake.</summary>
    public static readonly ConfigurationKey SingleWriter =
        new("lake.singleWriter", "false", "true where one process at a time ever runs on a lake whose S3 server knows no conditional puts") { IsSwitch = true };

    /// <summary>The folder of files that do not outlive a run.</summary>
    public static readonly ConfigurationKey LakeScratch =
        new("lake.scratch", "", "the folder for files that do not outlive a run, where the raw zone is a bucket; the user's own below the system's temporary one where it is empty");

    /// <summary>The S3 server.</summary>
    public static readonly ConfigurationKey S3Endpoint =
        new("s3.endpoint", "", "the URL of an S3 server; where it is empty AWS, or what the AWS SDK finds in the environment");

    /// <summary>The region.</summary>
    public static readonly ConfigurationKey S3Region =
        new("s3.region", "", "the region of the buckets; where it is empty what the AWS SDK finds in the environment");

    /// <summary>Whether the bucket stands in the path.</summary>
    public static readonly ConfigurationKey S3PathStyle =
        new("s3.pathStyle", "", "true for addresses with the bucket in the path; where it is empty true with an endpoint, else false") { IsSwitch = true };

    /// <summary>How objects are encrypted.</summary>
    public static readonly ConfigurationKey S3Encryption =
        new("s3.encryption", "none", "how the server encrypts what is put: none (as the bucket says), AES256 or aws:kms");

    /// <summary>The key they are encrypted with.</summary>
    public static readonly ConfigurationKey S3KmsKeyId =
        new("s3.kmsKeyId", "", "the key of aws:kms; where it is empty the account's own");

    /// <summary>The most requests at once.</summary>
    public static readonly ConfigurationKey S3RequestsInFlight =
        new("s3.requestsInFlight", "64", "the most requests at once, from 1 to 1024; how many really are follows what pays off");

    /// <summary>The S3 server of the source.</summary>
    public static readonly ConfigurationKey SourceS3Endpoint =
        new("source.s3.endpoint", "", "the URL of the source's S3 server where it is another than the lake's");

    /// <summary>The region of the source.</summary>
    public static readonly ConfigurationKey SourceS3Region =
        new("source.s3.region", "", "the region of the source's bucket where it is another than the lake's");

    /// <summary>The engine.</summary>
    public static readonly ConfigurationKey WarehouseEngine = new("warehouse.engine", "duckdb", "the engine: duckdb, clickhouse or redshift");

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
        new("warehouse.createDatabase", "false", "whether a run makes the database when it is missing, for a server") { IsSwitch = true };

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

    /// <summary>The role that Redshift reads the staging zone with.</summary>
    public static readonly ConfigurationKey WarehouseCopyRole =
        new("warehouse.copyRole", "default", "the role that redshift reads the staging zone with: an ARN, or default for the default role of the cluster");

    /// <summary>The wait for a locked warehouse.</summary>
    public static readonly ConfigurationKey WarehouseWaitSeconds =
        new("warehouse.waitSeconds", "60", "how long to wait for a warehouse, or a table of it, that another process writes, in seconds");

    /// <summary>What the engine keeps in memory.</summary>
    public static readonly ConfigurationKey WarehouseMemory =
        new("warehouse.memoryMiB", "368", "what the engine keeps in memory before it spills to disk, in MiB");

    /// <summary>The folder of the models.</summary>
    public static readonly ConfigurationKey Models =
        new("models", "models", "the folder of the models; where it is the default and missing, the built-in ones");

    /// <summary>When a scheduler runs.</summary>
    public static readonly ConfigurationKey ScheduleCron = new(
        "schedule.cron", "30 4 * * *", "when `serve` runs the days that have ended, as five cron fields in UTC, or six with seconds first");

    /// <summary>The first date of a scheduler.</summary>
    public static readonly ConfigurationKey ScheduleFrom =
        new("schedule.from", "", "the first date that `serve` runs; where it is empty the first in the lake, or yesterday");

    /// <summary>The days to look back.</summary>
    public static readonly ConfigurationKey LookbackDays =
        new("schedule.lookbackDays", "0", "how many dates before a run's are listed again, and run again where the listing changed");

    /// <summary>Where the scheduler is asked how it is.</summary>
    public static readonly ConfigurationKey ServeUrl =
        new("serve.url", "http://127.0.0.1:8085", "where `serve` answers /health/live and /health/ready; a host of * is every address of the machine");

    /// <summary>Where OpenLineage events go.</summary>
    public static readonly ConfigurationKey LineageUrl =
        new("lineage.url", "", "where OpenLineage events go: the URL of a server, or a file; nowhere when it is empty");

    /// <summary>The namespace of the jobs.</summary>
    public static readonly ConfigurationKey LineageNamespace = new("lineage.namespace", "fleetlake", "the namespace of the jobs in OpenLineage events");

    /// <summary>The key of a lineage server.</summary>
    public static readonly ConfigurationKey LineageApiKey =
        new("lineage.apiKey", "", "the API key of the lineage server, in the environment or .env alone") { IsSecret = true };

    /// <summary>Every key, in the order of the file.</summary>
    public static IReadOnlyList<ConfigurationKey> All { get; } =
    [
        SourceUrl, SourceTimeZone, MaxRejectedShare, SourceS3Endpoint, SourceS3Region,
        LakeRaw, LakeStaging, LakeWaitSeconds, SingleWriter, LakeScratch,
        S3Endpoint, S3Region, S3PathStyle, S3Encryption, S3KmsKeyId, S3RequestsInFlight,
        WarehouseEngine, WarehouseUrl, WarehouseDatabase, WarehouseWaitSeconds, WarehouseMemory,
        WarehouseUser, WarehousePassword, WarehouseCreateDatabase, WarehouseStatementSeconds, WarehouseCluster, WarehouseShardBy,
        WarehouseS3Load, WarehouseS3Collection, WarehouseStagingUrl, WarehouseCopyRole,
        Models, ScheduleCron, ScheduleFrom, LookbackDays, ServeUrl, LineageUrl, LineageNamespace, LineageApiKey,
    ];

    /// <summary>The key of a name or an environment variable's rest, case ignored; null when there is none.</summary>
    public static ConfigurationKey? Find(string name) =>
        All.FirstOrDefault(key => string.Equals(key.Name, name, StringComparison.OrdinalIgnoreCase));
}
