namespace Fleetlake.Tests.Reference;

/// <summary>The columns of every table, <c>date</c> first, in the order of the design.</summary>
public static class ReferenceSchema
{
    public static IReadOnlyDictionary<string, string[]> Columns { get; } = new Dictionary<string, string[]>
    {
        ["raw"] = ["date", "event", "on", "at", "data", "organization_id", "extra", "source_object", "source_line"],
        ["rejected_events"] = ["date", "source_object", "source_line", "line"],
        ["update_events"] = ["date", "vehicle_id", "updated_at", "lat", "long", "located_at", "organization_id"],
        ["register_events"] = ["date", "vehicle_id", "registered_at", "organization_id"],
        ["deregister_events"] = ["date", "vehicle_id", "deregistered_at", "organization_id"],
        ["create_events"] = ["date", "operating_period_id", "created_at", "start", "finish", "organization_id"],
        ["delete_events"] = ["date", "operating_period_id", "deleted_at", "start", "finish", "organization_id"],
        ["vehicle_operation_metadata"] =
            ["date", "vehicle_id", "operating_period_id", "operation_start", "operation_finish", "organization_id"],
        ["vehicle_position_data"] =
            ["date", "vehicle_id", "updated_at", "lat", "long", "driven_meters", "seconds_since_previous", "organization_id"],
        ["vehicle_daily_distance"] = ["date", "vehicle_id", "organization_id", "positions", "driven_meters"],
        ["operating_period_distance"] =
            ["date", "operating_period_id", "vehicle_id", "organization_id", "positions", "driven_meters"],
    };

    /// <summary>Engines add up and take sines in their own order, so this column alone is compared with a tolerance.</summary>
    public static bool IsApproximate(string column) => column == "driven_meters";

    public static bool IsTimestamp(string column) =>
        column is "at" or "start" or "finish" or "operation_start" or "operation_finish"
        || column.EndsWith("_at", StringComparison.Ordinal);
}
