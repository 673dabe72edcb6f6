using System.Globalization;
using Fleetlake.Aws.Configuration;

namespace Fleetlake.Aws.ServerBased;

/// <summary>The configuration of <c>fleetlake</c> in a task: the variables of the product itself.</summary>
internal static class TaskConfiguration
{
    public static Dictionary<string, string> Of(StackSettings settings, Warehouse warehouse) => new()
    {
        ["FLEETLAKE_SOURCE__URL"] = $"s3://{settings.SourceBucket}/{settings.SourcePrefix}",
        ["FLEETLAKE_SOURCE__TIMEZONE"] = settings.TimeZone,
        ["FLEETLAKE_SCHEDULE__LOOKBACKDAYS"] = settings.LookbackDays.ToString(CultureInfo.InvariantCulture),
        ["FLEETLAKE_LAKE__RAW"] = $"s3://{settings.RawBucket}",
        ["FLEETLAKE_LAKE__STAGING"] = $"s3://{settings.StagingBucket}",
        ["FLEETLAKE_S3__REGION"] = settings.Region,
        ["FLEETLAKE_WAREHOUSE__ENGINE"] = "redshift",
        ["FLEETLAKE_WAREHOUSE__URL"] = $"redshift://{warehouse.Host}:{Warehouse.PortNumber}",
        ["FLEETLAKE_WAREHOUSE__DATABASE"] = Warehouse.Database,
        ["FLEETLAKE_WAREHOUSE__USER"] = Warehouse.User,
        ["FLEETLAKE_WAREHOUSE__COPYROLE"] = warehouse.CopyRole.RoleArn,
    };
}
