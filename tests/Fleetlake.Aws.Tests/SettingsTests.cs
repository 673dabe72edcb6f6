using Fleetlake.Aws.Configuration;

namespace Fleetlake.Aws.Tests;

public sealed class SettingsTests
{
    [Fact]
    public void What_is_missing_is_told_all_at_once_by_name()
    {
        var fault = Assert.Throws<FleetlakeException>(() => StackSettings.Read(new System.Collections.Hashtable()));
        Assert.Equal(FaultKind.Caller, fault.Kind);
        foreach (string name in new[] { "FLEETLAKE_AWS_ACCOUNT", "FLEETLAKE_AWS_REGION", "FLEETLAKE_SOURCE__URL", "FLEETLAKE_SCHEDULE__FROM", "FLEETLAKE_AWS_ALERT_EMAIL" })
            Assert.Contains($"{name}: found nothing, expected ", fault.Message);
        Assert.Contains("5 fault(s)", fault.Message);
    }

    [Theory]
    [InlineData("FLEETLAKE_AWS_ACCOUNT", "1234")]
    [InlineData("FLEETLAKE_AWS_REGION", "frankfurt")]
    [InlineData("FLEETLAKE_AWS_PROJECT", "Fleet-Lake")]
    [InlineData("FLEETLAKE_SOURCE__URL", "events")]
    [InlineData("FLEETLAKE_SOURCE__URL", "s3://acme-fleet-events/da*a")]
    [InlineData("FLEETLAKE_SOURCE__TIMEZONE", "Sao Paulo")]
    [InlineData("FLEETLAKE_SCHEDULE__CRON", "at noon")]
    [InlineData("FLEETLAKE_SCHEDULE__CRON", "90 25 * * *")]
    [InlineData("FLEETLAKE_SCHEDULE__CRON", "0 4 31 2 *")]
    [InlineData("FLEETLAKE_SCHEDULE__LOOKBACKDAYS", "32")]
    [InlineData("FLEETLAKE_SCHEDULE__FROM", "2019-02-29")]
    [InlineData("FLEETLAKE_AWS_ALERT_EMAIL", "fleet")]
    [InlineData("FLEETLAKE_AWS_MONTHLY_BUDGET_USD", "0")]
    [InlineData("FLEETLAKE_AWS_OLD_VERSION_DAYS", "-1")]
    [InlineData("FLEETLAKE_AWS_LOG_DAYS", "91")]
    [InlineData("FLEETLAKE_AWS_ZONES", "a,a,b")]
    [InlineData("FLEETLAKE_AWS_VPC_CIDR", "10.40.0.0/8")]
    [InlineData("FLEETLAKE_AWS_LAKE_KEY_ARN", "arn:aws:kms:us-east-1:123456789012:key/1")]
    [InlineData("FLEETLAKE_AWS_VPC_CIDR", "999.1.2.3/16")]
    [InlineData("FLEETLAKE_AWS_VPC_CIDR", "10.40.1.0/16")]
    [InlineData("FLEETLAKE_AWS_VPC_CIDR", "010.40.0.0/16")]
    [InlineData("FLEETLAKE_AWS_REDSHIFT_BASE_RPU", "4")]
    [InlineData("FLEETLAKE_AWS_REDSHIFT_BASE_RPU", "12")]
    [InlineData("FLEETLAKE_AWS_REDSHIFT_BASE_RPU", "520")]
    [InlineData("FLEETLAKE_AWS_TASK_MEMORY_MIB", "1024")]
    [InlineData("FLEETLAKE_AWS_AIRFLOW_VERSION", "2.10.3")]
    [InlineData("FLEETLAKE_AWS_REDSHIFT_MAX_RPU", "4")]
    [InlineData("FLEETLAKE_AWS_GLUE_WORKERS", "1")]
    [InlineData("FLEETLAKE_AWS_GLUE_WORKER_TYPE", "big")]
    [InlineData("FLEETLAKE_AWS_ATHENA_SCAN_GIB", "ten")]
    public void A_value_that_cannot_be_is_refused_by_name(string name, string value)
    {
        var fault = Assert.Throws<FleetlakeException>(() => Given.Settings((name, value)));
        Assert.Contains($"{name}: found \"{value}\", expected ", fault.Message);
        Assert.Contains("1 fault(s)", fault.Message);
    }

    [Fact]
    public void A_mistyped_variable_is_refused()
    {
        var fault = Assert.Throws<FleetlakeException>(() => Given.Settings(("FLEETLAKE_AWS_GLUE_WORKER", "4")));
        Assert.Contains("FLEETLAKE_AWS_GLUE_WORKER: found an unknown variable", fault.Message);
    }

    [Theory]
    [InlineData("30 4 * * *", "cron(30 4 * * ? *)")]
    [InlineData("0 6 * * 1-5", "cron(0 6 ? * 2-6 *)")]
    [InlineData("0 6 * * 0,7", "cron(0 6 ? * 1,1 *)")]
    [InlineData("0 6 1 * *", "cron(0 6 1 * ? *)")]
    [InlineData("0 6 1 * 1", null)]
    [InlineData("0 6 * * */2", null)]
    [InlineData("0 6 * *", null)]
    public void A_schedule_is_written_as_AWS_writes_it(string cron, string? expected) => Assert.Equal(expected, CronSchedule.ToAws(cron));

    [Fact]
    public void The_longest_names_make_buckets_that_S3_takes()
    {
        var settings = Given.Settings(("FLEETLAKE_AWS_PROJECT", "abcdefghijklmnop"), ("FLEETLAKE_AWS_ENVIRONMENT", "abcdefghijkl"));
        Assert.All([settings.RawBucket, settings.StagingBucket, settings.Bucket("answers")], name => Assert.InRange(name.Length, 3, 63));
    }

    [Fact]
    public void The_example_has_every_variable_with_its_default()
    {
        var lines = File.ReadAllLines(Path.Combine(Given.Root, "deploy/aws/env.example"))
            .Where(line => line.StartsWith("FLEETLAKE_", StringComparison.Ordinal)).Select(line => line.Split('=', 2)).ToDictionary(line => line[0], line => line[1]);
        Assert.Equal(SettingKeys.All.Select(key => key.Name).Order(StringComparer.Ordinal), lines.Keys.Order(StringComparer.Ordinal));
        Assert.All(SettingKeys.All, key => Assert.Equal(key.Default ?? "", lines[key.Name]));
    }
}
