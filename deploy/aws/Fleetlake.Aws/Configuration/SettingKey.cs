namespace Fleetlake.Aws.Configuration;

/// <summary>An environment variable that the stacks are made by.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Default">The value without it; null when it has to be given.</param>
/// <param name="Description">What it is, for <c>.env</c>.</param>
public sealed record SettingKey(string Name, string? Default, string Description);

/// <summary>All variables. Those of the source and the schedule are the product's own: one <c>.env</c> serves both.</summary>
public static class SettingKeys
{
    /// <summary>The account.</summary>
    public static readonly SettingKey Account = new("FLEETLAKE_AWS_ACCOUNT", null, "the account to deploy to, 12 digits");

    /// <summary>The region.</summary>
    public static readonly SettingKey Region = new("FLEETLAKE_AWS_REGION", null, "the region to deploy to, that of the source bucket");

    /// <summary>The project.</summary>
    public static readonly SettingKey Project = new("FLEETLAKE_AWS_PROJECT", "fleetlake", "the first part of all names");

    /// <summary>The environment.</summary>
    public static readonly SettingKey Environment = new("FLEETLAKE_AWS_ENVIRONMENT", "prod", "the second part of all names");

    /// <summary>The bucket of event files.</summary>
    public static readonly SettingKey Source = new("FLEETLAKE_SOURCE__URL", null, "the bucket of event files, s3://bucket/prefix");

    /// <summary>The clock that names the files.</summary>
    public static readonly SettingKey TimeZone = new("FLEETLAKE_SOURCE__TIMEZONE", "UTC", "the zone of the clock that names the files");

    /// <summary>When the day before is run.</summary>
    public static readonly SettingKey Cron = new("FLEETLAKE_SCHEDULE__CRON", "30 4 * * *", "when the day before is run, in UTC");

    /// <summary>The first day.</summary>
    public static readonly SettingKey From = new("FLEETLAKE_SCHEDULE__FROM", null, "the first date, such as 2019-06-01: Airflow catches up every day from there, and Athena sees none before it");

    /// <summary>How far back late files are looked for.</summary>
    public static readonly SettingKey LookbackDays = new("FLEETLAKE_SCHEDULE__LOOKBACKDAYS", "3", "how many days before the last one are looked at again every day, for files that came late");

    /// <summary>Where alarms go.</summary>
    public static readonly SettingKey AlertEmail = new("FLEETLAKE_AWS_ALERT_EMAIL", null, "who is told of failures, of days without data and of the bill");

    /// <summary>The budget.</summary>
    public static readonly SettingKey Budget = new("FLEETLAKE_AWS_MONTHLY_BUDGET_USD", "300", "the bill of a month, in US dollars, that is expected");

    /// <summary>A key that is there already.</summary>
    public static readonly SettingKey LakeKey = new("FLEETLAKE_AWS_LAKE_KEY_ARN", "", "the key that a lake was left with when its stack went; without it the stack makes one");

    /// <summary>How long replaced data stay.</summary>
    public static readonly SettingKey OldVersionDays = new("FLEETLAKE_AWS_OLD_VERSION_DAYS", "30", "how long what was replaced or deleted in the lake can be had back, in days");

    /// <summary>How long logs stay.</summary>
    public static readonly SettingKey LogDays = new("FLEETLAKE_AWS_LOG_DAYS", "90", "how long logs stay, in days");

    /// <summary>The zones of the VPC.</summary>
    public static readonly SettingKey Zones = new("FLEETLAKE_AWS_ZONES", "a,b,c", "the letters of three availability zones of the region");

    /// <summary>The addresses of the VPC.</summary>
    public static readonly SettingKey Cidr = new("FLEETLAKE_AWS_VPC_CIDR", "10.40.0.0/16", "the addresses of the VPC");

    /// <summary>The image.</summary>
    public static readonly SettingKey ImageRepository = new("FLEETLAKE_AWS_IMAGE_REPOSITORY", "fleetlake", "the ECR repository of the fleetlake image, in the same account and region");

    /// <summary>The image's tag.</summary>
    public static readonly SettingKey ImageTag = new("FLEETLAKE_AWS_IMAGE_TAG", "0.1.0", "the tag of the image");

    /// <summary>The CPU of a task.</summary>
    public static readonly SettingKey TaskCpu = new("FLEETLAKE_AWS_TASK_CPU", "1024", "the CPU of a task, in 1/1024 of a core");

    /// <summary>The memory of a task.</summary>
    public static readonly SettingKey TaskMemory = new("FLEETLAKE_AWS_TASK_MEMORY_MIB", "4096", "the memory of a task, in MiB");

    /// <summary>The version of Airflow.</summary>
    public static readonly SettingKey AirflowVersion = new("FLEETLAKE_AWS_AIRFLOW_VERSION", "3.0.6", "the version of managed Airflow, 3.0 or later");

    /// <summary>The size of Airflow.</summary>
    public static readonly SettingKey AirflowClass = new("FLEETLAKE_AWS_AIRFLOW_CLASS", "mw1.small", "the size of managed Airflow");

    /// <summary>The most workers of Airflow.</summary>
    public static readonly SettingKey AirflowWorkers = new("FLEETLAKE_AWS_AIRFLOW_MAX_WORKERS", "2", "the most workers of managed Airflow");

    /// <summary>The size of Redshift.</summary>
    public static readonly SettingKey RedshiftBase = new("FLEETLAKE_AWS_REDSHIFT_BASE_RPU", "8", "the size of Redshift Serverless, in RPU");

    /// <summary>The largest size of Redshift.</summary>
    public static readonly SettingKey RedshiftMax = new("FLEETLAKE_AWS_REDSHIFT_MAX_RPU", "16", "the size that Redshift Serverless may grow to, in RPU");

    /// <summary>The size of a Spark worker.</summary>
    public static readonly SettingKey GlueWorkerType = new("FLEETLAKE_AWS_GLUE_WORKER_TYPE", "G.1X", "the size of a Glue worker");

    /// <summary>The number of Spark workers.</summary>
    public static readonly SettingKey GlueWorkers = new("FLEETLAKE_AWS_GLUE_WORKERS", "2", "the number of Glue workers, the driver among them");

    /// <summary>The longest run of a job.</summary>
    public static readonly SettingKey GlueMinutes = new("FLEETLAKE_AWS_GLUE_TIMEOUT_MINUTES", "120", "how long a Glue job may run, in minutes");

    /// <summary>The most that a query scans.</summary>
    public static readonly SettingKey AthenaGib = new("FLEETLAKE_AWS_ATHENA_SCAN_GIB", "100", "the most that one query may scan, in GiB");

    /// <summary>All of them, those that have to be given first.</summary>
    public static IReadOnlyList<SettingKey> All { get; } =
    [
        Account, Region, Source, From, AlertEmail,
        Project, Environment, TimeZone, Cron, LookbackDays, Budget, LakeKey, OldVersionDays, LogDays, Zones, Cidr,
        ImageRepository, ImageTag, TaskCpu, TaskMemory, AirflowVersion, AirflowClass, AirflowWorkers, RedshiftBase, RedshiftMax,
        GlueWorkerType, GlueWorkers, GlueMinutes, AthenaGib,
    ];
}
