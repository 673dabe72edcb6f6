using System.Collections;
using System.Globalization;
using Fleetlake.Lake;
using Fleetlake.Lake.Source;
using Fleetlake.Lake.Stores;
using Fleetlake.Lake.Stores.S3;
using Fleetlake.Pipeline.Lineage;
using Fleetlake.Pipeline.Scheduling;
using Fleetlake.Pipeline.Steps;
using Fleetlake.Warehouse;
using Fleetlake.Warehouse.DuckDb;
using Fleetlake.Warehouse.Models;

namespace Fleetlake.Pipeline.Configuration;

/// <summary>The configuration of a run: read from all places, judged as a whole, and made into what the steps work on.</summary>
public sealed record Settings
{
    /// <summary>The file that is read where none is named.</summary>
    public const string DefaultFile = "fleetlake.json";

    /// <summary>The most dates that are looked at again.</summary>
    public const int MaxLookbackDays = 366;

    private const double MaxWaitSeconds = 86_400;
    private const int MinMemoryMiB = 64;

    /// <summary>Where event files lie.</summary>
    public required string SourceUrl { get; init; }

    /// <summary>The clock that names them.</summary>
    public required SourceClock Clock { get; init; }

    /// <summary>The share of rejected lines, 0 to 1, beyond which a run fails.</summary>
    public required double MaxRejectedShare { get; init; }

    /// <summary>The raw zone.</summary>
    public required string Raw { get; init; }

    /// <summary>The staging zone.</summary>
    public required string Staging { get; init; }

    /// <summary>How the lake is kept and reached.</summary>
    public required LakeOptions Lake { get; init; }

    /// <summary>How S3 is reached for the source.</summary>
    public required S3Options SourceS3 { get; init; }

    /// <summary>How long to wait for a lease.</summary>
    public required TimeSpan LeaseWait { get; init; }

    /// <summary>The warehouse.</summary>
    public required WarehouseSettings Warehouse { get; init; }

    /// <summary>The folder of the models; null for the built-in ones.</summary>
    public required string? ModelsFolder { get; init; }

    /// <summary>When dates are due, and how many before them are looked at again.</summary>
    public required Schedule Schedule { get; init; }

    /// <summary>Where the scheduler is asked how it is: scheme, host and port; a host of * is every address.</summary>
    public required string ServeUrl { get; init; }

    /// <summary>How many dates before a run's are looked at again.</summary>
    public int LookbackDays => Schedule.LookbackDays;

    /// <summary>Where OpenLineage events go; null when they are not wanted.</summary>
    public required LineageSettings? Lineage { get; init; }

    /// <summary>Reads the configuration of a folder.</summary>
    /// <param name="folder">Where the file and <c>.env</c> are looked for, and what paths are relative to.</param>
    /// <param name="file">The file, or null for <see cref="DefaultFile"/> if it is there.</param>
    /// <param name="environment">The environment variables.</param>
    /// <param name="flags">Keys that were given in the call, with the flag's name.</param>
    /// <exception cref="PipelineException">All faults at once, each naming its key and where it came from.</exception>
    public static Settings Read(
        string folder, string? file, IDictionary environment, IEnumerable<(ConfigurationKey Key, string Value, string Flag)> flags)
    {
        var values = new ConfigurationValues();
        string path = Path.Combine(folder, file ?? DefaultFile);
        if (file is not null || File.Exists(path))
            ConfigurationLayers.AddFile(values, path);
        ConfigurationLayers.AddEnvironment(values, environment);
        if (Path.Combine(folder, ".env") is var dotEnv && File.Exists(dotEnv))
            ConfigurationLayers.AddDotEnv(values, dotEnv);
        foreach (var (key, value, flag) in flags)
            values.Set(key, value, flag);
        return Judge(values, folder, environment);
    }

    /// <summary>Opens what the steps work on.</summary>
    /// <exception cref="FleetlakeException">A model file is faulty.</exception>
    public Workspace Open() => new()
    {
        Source = new EventSource(ObjectStores.Open(SourceUrl, SourceS3), Clock),
        Lake = DataLake.Open(Raw, Staging, Lake),
        Warehouse = OpenWarehouse(),
        Models = OpenModels(),
        MaxRejectedShare = MaxRejectedShare,
        LeaseWait = LeaseWait,
    };

    /// <summary>Opens the warehouse alone.</summary>
    public IWarehouse OpenWarehouse() => Warehouse.Open(() => DataLake.Open(Raw, Staging, Lake).Leases);

    /// <summary>Reads the models alone.</summary>
    public ModelCatalog OpenModels() => ModelsFolder is null
        ? ModelCatalog.BuiltIn(Workspace.StagedTables)
        : ModelCatalog.FromFolder(ModelsFolder, Workspace.StagedTables);

    private static Settings Judge(ConfigurationValues values, string folder, IDictionary environment)
    {
        var clock = SourceClock.Find(values.Get(ConfigurationKeys.SourceTimeZone));
        if (clock is null)
            values.AddFault(ConfigurationKeys.SourceTimeZone, "an IANA time zone such as America/Sao_Paulo, or an offset such as -03:00");
        var lake = S3Settings.LakeOf(values, folder);
        var settings = new Settings
        {
            SourceUrl = Store(values, ConfigurationKeys.SourceUrl, folder),
            Clock = clock!,
            MaxRejectedShare = Number(values, ConfigurationKeys.MaxRejectedShare, 0, 1),
            Raw = Store(values, ConfigurationKeys.LakeRaw, folder),
            Staging = Store(values, ConfigurationKeys.LakeStaging, folder),
            Lake = lake,
            SourceS3 = S3Settings.SourceOf(values, lake.S3),
            LeaseWait = TimeSpan.FromSeconds(Number(values, ConfigurationKeys.LakeWaitSeconds, 0, MaxWaitSeconds)),
            Warehouse = JudgeWarehouse(values, folder),
            ModelsFolder = Models(values, folder),
            Schedule = JudgeSchedule(values),
            ServeUrl = ListenUrl(values),
            Lineage = LineageKeys.Judge(values, folder, environment),
        };
        if (values.Faults.Count > 0)
            throw new PipelineException(FaultKind.Caller, $"the configuration has {values.Faults.Count} fault(s):\n  {string.Join("\n  ", values.Faults)}");
        return settings;
    }

    private static Schedule JudgeSchedule(ConfigurationValues values)
    {
        var cron = Schedule.ParseCron(values.Get(ConfigurationKeys.ScheduleCron));
        if (cron is null)
            values.AddFault(ConfigurationKeys.ScheduleCron, "five cron fields such as 30 4 * * *, or six with seconds first, of an instant that comes");
        string text = values.Get(ConfigurationKeys.ScheduleFrom);
        bool isDate = LakeLayout.TryParseDate(text, out var from);
        if (!isDate && text.Length > 0)
            values.AddFault(ConfigurationKeys.ScheduleFrom, "a date such as 2019-06-01");
        return new Schedule(cron!, isDate ? from : null, WholeNumber(values, ConfigurationKeys.LookbackDays, 0, MaxLookbackDays));
    }

    private static string ListenUrl(ConfigurationValues values)
    {
        string text = values.Get(ConfigurationKeys.ServeUrl);
        // A star is no host of a URL, and here the one way to say all of them.
        if (Uri.TryCreate(text.Replace("//*", "//0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var url)
            && url.Scheme == Uri.UriSchemeHttp && url.PathAndQuery == "/" && url.UserInfo.Length == 0)
        {
            return text;
        }

        values.AddFault(ConfigurationKeys.ServeUrl, $"an address of this machine such as {ConfigurationKeys.ServeUrl.Default}");
        return ConfigurationKeys.ServeUrl.Default;
    }

    private static WarehouseSettings JudgeWarehouse(ConfigurationValues values, string folder)
    {
        var wait = TimeSpan.FromSeconds(Number(values, ConfigurationKeys.WarehouseWaitSeconds, 0, MaxWaitSeconds));
        var timeout = TimeSpan.FromSeconds(Number(values, ConfigurationKeys.WarehouseStatementSeconds, 1, MaxWaitSeconds));
        long memory = (long)Number(values, ConfigurationKeys.WarehouseMemory, MinMemoryMiB, 1 << 20) << 20;
        string engine = values.Get(ConfigurationKeys.WarehouseEngine);
        if (engine == "clickhouse")
            return new WarehouseSettings { ClickHouse = new ClickHouseKeys(values, wait, timeout).Judge() };
        if (engine == "redshift")
            return new WarehouseSettings { Redshift = new RedshiftKeys(values, wait, timeout).Judge() };
        if (engine != "duckdb")
            values.AddFault(ConfigurationKeys.WarehouseEngine, "an engine there is: duckdb, clickhouse or redshift");
        return new WarehouseSettings
        {
            DuckDb = new DuckDbOptions { Path = FilePath(values, ConfigurationKeys.WarehouseUrl, folder), LockTimeout = wait, MemoryBytes = memory },
        };
    }

    private static string Store(ConfigurationValues values, ConfigurationKey key, string folder)
    {
        string url = values.Get(key);
        bool isFaulty = ObjectStores.FaultOf(url) is not null || url.Contains('\0', StringComparison.Ordinal);
        if (isFaulty)
            values.AddFault(key, "the path of a folder of this machine, or s3://bucket/prefix");
        return isFaulty || ObjectStores.IsS3(url) ? url : Path.GetFullPath(url, Path.GetFullPath(folder));
    }

    private static string FilePath(ConfigurationValues values, ConfigurationKey key, string folder)
    {
        string path = values.Get(key);
        if (!string.IsNullOrWhiteSpace(path) && !path.Contains("://", StringComparison.Ordinal) && !path.Contains('\0', StringComparison.Ordinal))
            return Path.GetFullPath(path, Path.GetFullPath(folder));
        values.AddFault(key, "the path of a file of this machine");
        return path;
    }

    private static double Number(ConfigurationValues values, ConfigurationKey key, double min, double max)
    {
        if (double.TryParse(values.Get(key), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && number >= min && number <= max)
        {
            return number;
        }

        values.AddFault(key, string.Create(CultureInfo.InvariantCulture, $"a number from {min} to {max}"));
        return min;
    }

    private static int WholeNumber(ConfigurationValues values, ConfigurationKey key, int min, int max)
    {
        if (int.TryParse(values.Get(key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= min && number <= max)
            return number;
        values.AddFault(key, string.Create(CultureInfo.InvariantCulture, $"a whole number from {min} to {max}"));
        return min;
    }

    private static string? Models(ConfigurationValues values, string folder)
    {
        string name = values.Get(ConfigurationKeys.Models);
        if (!name.Contains('\0', StringComparison.Ordinal) && Path.GetFullPath(name, Path.GetFullPath(folder)) is var path && Directory.Exists(path))
            return path;
        if (values.IsSet(ConfigurationKeys.Models))
            values.AddFault(ConfigurationKeys.Models, "a folder of models that exists");
        return null;
    }
}
