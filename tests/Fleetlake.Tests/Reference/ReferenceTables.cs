namespace Fleetlake.Tests.Reference;

/// <summary>Every table of the lake and the warehouse, and how many objects were no event files.</summary>
public sealed record ReferenceTables(
    List<RawRow> Raw,
    List<RejectedRow> Rejected,
    List<UpdateRow> UpdateEvents,
    List<RegisterRow> RegisterEvents,
    List<DeregisterRow> DeregisterEvents,
    List<CreateRow> CreateEvents,
    List<DeleteRow> DeleteEvents,
    List<MetadataRow> VehicleOperationMetadata,
    List<PositionRow> VehiclePositionData,
    List<DailyDistanceRow> VehicleDailyDistance,
    List<PeriodDistanceRow> OperatingPeriodDistance,
    int IgnoredObjects)
{
    /// <summary>The rows of every table by its name, sorted, cells in the order of <see cref="ReferenceSchema"/>.</summary>
    public IReadOnlyDictionary<string, List<object?[]>> ToRows() => new Dictionary<string, List<object?[]>>
    {
        ["raw"] = Sorted("raw", Raw),
        ["rejected_events"] = Sorted("rejected_events", Rejected),
        ["update_events"] = Sorted("update_events", UpdateEvents),
        ["register_events"] = Sorted("register_events", RegisterEvents),
        ["deregister_events"] = Sorted("deregister_events", DeregisterEvents),
        ["create_events"] = Sorted("create_events", CreateEvents),
        ["delete_events"] = Sorted("delete_events", DeleteEvents),
        ["vehicle_operation_metadata"] = Sorted("vehicle_operation_metadata", VehicleOperationMetadata),
        ["vehicle_position_data"] = Sorted("vehicle_position_data", VehiclePositionData),
        ["vehicle_daily_distance"] = Sorted("vehicle_daily_distance", VehicleDailyDistance),
        ["operating_period_distance"] = Sorted("operating_period_distance", OperatingPeriodDistance),
    };

    private static List<object?[]> Sorted(string table, IEnumerable<IReferenceRow> rows) =>
        TableComparison.Sorted(table, rows.Select(row => row.Cells()));
}
