using System.Collections;
using System.Net;
using Fleetlake.Lake;
using Fleetlake.Lake.Source;

namespace Fleetlake.Aws.Configuration;

/// <summary>Every name, size and schedule of the stacks, judged as a whole before anything is made of them.</summary>
public sealed partial record StackSettings
{
    private const int ZoneCount = 3;
    private static readonly int[] s_logDays = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];
    private static readonly int[] s_rpu = [.. Enumerable.Range(1, 64).Select(number => 8 * number)];
    private static readonly int[] s_cpu = [256, 512, 1024, 2048, 4096, 8192, 16384];

    /// <summary>The account, 12 digits.</summary>
    public required string Account { get; init; }

    /// <summary>The region.</summary>
    public required string Region { get; init; }

    /// <summary>The first part of all names.</summary>
    public required string Project { get; init; }

    /// <summary>The second part of all names.</summary>
    public required string Environment { get; init; }

    /// <summary>The bucket of event files.</summary>
    public required string SourceBucket { get; init; }

    /// <summary>What the keys of event files begin with: empty, or it ends with <c>/</c>.</summary>
    public required string SourcePrefix { get; init; }

    /// <summary>The zone of the clock that names the files.</summary>
    public required string TimeZone { get; init; }

    /// <summary>When the day before is run, as AWS writes it.</summary>
    public required string Schedule { get; init; }

    /// <summary>The first date.</summary>
    public required DateOnly From { get; init; }

    /// <summary>How many days before the last one are looked at again, for files that came late.</summary>
    public required int LookbackDays { get; init; }

    /// <summary>Who is told.</summary>
    public required string AlertEmail { get; init; }

    /// <summary>The bill of a month that is expected, in US dollars.</summary>
    public required int MonthlyBudgetUsd { get; init; }

    /// <summary>The ARN of a key that is there already; empty when the stack is to make one.</summary>
    public required string LakeKeyArn { get; init; }

    /// <summary>How long old versions of objects stay, in days.</summary>
    public required int OldVersionDays { get; init; }

    /// <summary>How long logs stay, in days.</summary>
    public required int LogDays { get; init; }

    /// <summary>The availability zones, three of them.</summary>
    public required IReadOnlyList<string> Zones { get; init; }

    /// <summary>The addresses of the VPC.</summary>
    public required string Cidr { get; init; }

    /// <summary>The ECR repository of the image.</summary>
    public required string ImageRepository { get; init; }

    /// <summary>The tag of the image.</summary>
    public required string ImageTag { get; init; }

    /// <summary>The CPU of a task, in 1/1024 of a core.</summary>
    public required int TaskCpu { get; init; }

    /// <summary>The memory of a task, in MiB.</summary>
    public required int TaskMemoryMiB { get; init; }

    /// <summary>The version of managed Airflow.</summary>
    public required string AirflowVersion { get; init; }

    /// <summary>The size of managed Airflow.</summary>
    public required string AirflowClass { get; init; }

    /// <summary>The most workers of managed Airflow.</summary>
    public required int AirflowMaxWorkers { get; init; }

    /// <summary>The size of Redshift Serverless, in RPU.</summary>
    public required int RedshiftBaseRpu { get; init; }

    /// <summary>The size that it may grow to, in RPU.</summary>
    public required int RedshiftMaxRpu { get; init; }

    /// <summary>The size of a Glue worker.</summary>
    public required string GlueWorkerType { get; init; }

    /// <summary>The number of Glue workers.</summary>
    public required int GlueWorkers { get; init; }

    /// <summary>How long a Glue job may run, in minutes.</summary>
    public required int GlueTimeoutMinutes { get; init; }

    /// <summary>The most that one query of Athena may scan, in GiB.</summary>
    public required int AthenaScanGib { get; init; }

    /// <summary>Reads the variables.</summary>
    /// <exception cref="FleetlakeException">Caller; all faults at once, each naming its variable.</exception>
    public static StackSettings Read(IDictionary environment)
    {
        var values = new SettingValues(environment);
        var settings = Judge(values);
        values.AddUnknown();
        if (values.Faults.Count > 0)
            throw new FleetlakeException(FaultKind.Caller, $"the settings have {values.Faults.Count} fault(s):\n  {string.Join("\n  ", values.Faults)}");
        return settings;
    }

    private static StackSettings Judge(SettingValues values)
    {
        string region = values.Text(SettingKeys.Region, "[a-z]{2}(-[a-z]+)+-[0-9]", "a region such as eu-central-1");
        var (bucket, prefix) = Source(values);
        var settings = new StackSettings
        {
            Account = values.Text(SettingKeys.Account, "[0-9]{12}", "12 digits"),
            Region = region,
            // With the longest kind of bucket and the account they make a bucket's name of 63 characters at most.
            Project = values.Text(SettingKeys.Project, "[a-z][a-z0-9]{0,15}", "1 to 16 of a-z and 0-9, beginning with a letter"),
            Environment = values.Text(SettingKeys.Environment, "[a-z][a-z0-9]{0,11}", "1 to 12 of a-z and 0-9, beginning with a letter"),
            SourceBucket = bucket,
            SourcePrefix = prefix,
            TimeZone = values.Text(SettingKeys.TimeZone),
            Schedule = AwsSchedule(values),
            From = FirstDate(values),
            LookbackDays = values.Whole(SettingKeys.LookbackDays, 0, 31),
            AlertEmail = values.Text(SettingKeys.AlertEmail, @"[^@\s]+@[^@\s]+\.[^@\s]+", "an e-mail address"),
            MonthlyBudgetUsd = values.Whole(SettingKeys.Budget, 1, 10_000_000),
            LakeKeyArn = values.Text(SettingKeys.LakeKey),
            OldVersionDays = values.Whole(SettingKeys.OldVersionDays, 1, 3650),
            LogDays = values.Whole(SettingKeys.LogDays, s_logDays),
            Zones = [.. Letters(values).Select(letter => region + letter)],
            Cidr = Addresses(values),
            ImageRepository = values.Text(SettingKeys.ImageRepository, "[a-z0-9]+(?:[._/-][a-z0-9]+)*", "the name of a repository in ECR"),
            ImageTag = values.Text(SettingKeys.ImageTag, "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}", "the tag of an image"),
            TaskCpu = values.Whole(SettingKeys.TaskCpu, s_cpu),
            TaskMemoryMiB = values.Whole(SettingKeys.TaskMemory, 512, 122_880),
            AirflowVersion = values.Text(SettingKeys.AirflowVersion, @"3\.[0-9]+\.[0-9]+", "a version such as 3.0.6: the DAGs are for Airflow 3"),
            AirflowClass = values.Text(SettingKeys.AirflowClass, @"mw1\.(?:micro|small|medium|large|xlarge|2xlarge)", "mw1.micro, small, medium, large, xlarge or 2xlarge"),
            AirflowMaxWorkers = values.Whole(SettingKeys.AirflowWorkers, 1, 25),
            RedshiftBaseRpu = values.Whole(SettingKeys.RedshiftBase, s_rpu),
            RedshiftMaxRpu = values.Whole(SettingKeys.RedshiftMax, 4, 1024),
            GlueWorkerType = values.Text(SettingKeys.GlueWorkerType, @"G\.[1248]X", "G.1X, G.2X, G.4X or G.8X"),
            GlueWorkers = values.Whole(SettingKeys.GlueWorkers, 2, 299),
            GlueTimeoutMinutes = values.Whole(SettingKeys.GlueMinutes, 1, 10_080),
            AthenaScanGib = values.Whole(SettingKeys.AthenaGib, 1, 1_000_000),
        };
        settings.JudgeTogether(values);
        return settings;
    }

    private void JudgeTogether(SettingValues values)
    {
        if (SourceClock.Find(TimeZone) is null)
            values.AddFault(SettingKeys.TimeZone, "an IANA time zone such as America/Sao_Paulo, or an offset such as -03:00");
        if (LakeKeyArn.Length > 0 && !LakeKeyArn.StartsWith(Arn("kms", "key/"), StringComparison.Ordinal))
            values.AddFault(SettingKeys.LakeKey, $"a key of the account and the region, {Arn("kms", "key/")}…");
        if (RedshiftMaxRpu < RedshiftBaseRpu)
            values.AddFault(SettingKeys.RedshiftMax, $"at least {SettingKeys.RedshiftBase.Name}, which is {RedshiftBaseRpu}");
        if (TaskCpu > 0 && !FargateSizes.Fit(TaskCpu, TaskMemoryMiB))
            values.AddFault(SettingKeys.TaskMemory, $"{FargateSizes.Of(TaskCpu)}, since {SettingKeys.TaskCpu.Name} is {TaskCpu}");
    }

    private static (string Bucket, string Prefix) Source(SettingValues values)
    {
        string url = values.Text(SettingKeys.Source, "s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:/.*)?", "s3://bucket/prefix");
        string[] parts = url.Split('/', 4);
        string prefix = parts.Length == 4 ? parts[3].Trim('/') : "";
        // They mean something else in a policy: a prefix with one would open more than it says.
        if (prefix.AsSpan().IndexOfAny("*?$") >= 0)
            values.AddFault(SettingKeys.Source, "a prefix without *, ? and $");
        return (parts.Length > 2 ? parts[2] : "", prefix.Length == 0 ? "" : $"{prefix}/");
    }

    private static string AwsSchedule(SettingValues values)
    {
        if (CronSchedule.ToAws(values.Text(SettingKeys.Cron)) is { } schedule)
            return schedule;
        values.AddFault(SettingKeys.Cron, "five cron fields such as 30 4 * * *, of which the day of the month or of the week is *");
        return "";
    }

    private static DateOnly FirstDate(SettingValues values)
    {
        string text = values.Text(SettingKeys.From);
        if (LakeLayout.TryParseDate(text, out var from) || text.Length == 0)
            return from;
        values.AddFault(SettingKeys.From, "a date such as 2019-06-01");
        return default;
    }

    private static string Addresses(SettingValues values)
    {
        string text = values.Text(SettingKeys.Cidr);
        // Parsing takes octal and short forms too, which AWS does not: what is parsed has to read as what was given.
        if (!IPNetwork.TryParse(text, out var network) || network.ToString() != text || network.PrefixLength is < 16 or > 22)
            values.AddFault(SettingKeys.Cidr, "the first address of a network such as 10.40.0.0/16, from /16 to /22");
        return text;
    }

    private static string[] Letters(SettingValues values)
    {
        string[] letters = values.Text(SettingKeys.Zones).Split(',', StringSplitOptions.TrimEntries);
        if (letters.Distinct().Count() != ZoneCount || letters.Length != ZoneCount || letters.Any(letter => letter is not [>= 'a' and <= 'z']))
            values.AddFault(SettingKeys.Zones, "three different letters with commas between, such as a,b,c");
        return letters;
    }
}
