using Fleetlake.Events.Schema;

namespace Fleetlake.Tests.Warehouse;

/// <summary>The tables that the built-in models read.</summary>
internal static class StagedTables
{
    public static readonly TableSchema Updates = Table(
        "update_events",
        new("vehicle_id", ColumnType.Text),
        new("updated_at", ColumnType.Timestamp),
        new("lat", ColumnType.Double, IsNullable: true),
        new("long", ColumnType.Double, IsNullable: true),
        new("located_at", ColumnType.Timestamp, IsNullable: true),
        new("organization_id", ColumnType.Text));

    public static readonly TableSchema Registers = Table(
        "register_events", new("vehicle_id", ColumnType.Text), new("registered_at", ColumnType.Timestamp), new("organization_id", ColumnType.Text));

    public static readonly TableSchema Deregisters = Table(
        "deregister_events", new("vehicle_id", ColumnType.Text), new("deregistered_at", ColumnType.Timestamp), new("organization_id", ColumnType.Text));

    public static readonly TableSchema Creates = Table(
        "create_events",
        new("operating_period_id", ColumnType.Text),
        new("created_at", ColumnType.Timestamp),
        new("start", ColumnType.Timestamp),
        new("finish", ColumnType.Timestamp),
        new("organization_id", ColumnType.Text));

    public static readonly TableSchema Deletes = Table(
        "delete_events",
        new("operating_period_id", ColumnType.Text),
        new("deleted_at", ColumnType.Timestamp),
        new("start", ColumnType.Timestamp, IsNullable: true),
        new("finish", ColumnType.Timestamp, IsNullable: true),
        new("organization_id", ColumnType.Text));

    public static readonly IReadOnlyList<TableSchema> All = [Updates, Registers, Deregisters, Creates, Deletes];

    private static TableSchema Table(string name, params Column[] columns) => new(name, [new("date", ColumnType.Date), .. columns], ["organization_id"]);
}
