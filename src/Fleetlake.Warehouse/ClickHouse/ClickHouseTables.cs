using Fleetlake.Events.Schema;
using Fleetlake.Warehouse.Rendering;

namespace Fleetlake.Warehouse.ClickHouse;

/// <summary>Creates tables, and tells where one is not what is expected.</summary>
internal static class ClickHouseTables
{
    private const string DateColumn = "date";

    public static async Task CreateAsync(ClickHouseServer server, IPlacement placement, TableSchema table, CancellationToken cancellationToken)
    {
        foreach (var statement in placement.CreateTable(table))
            await server.ExecuteAsync(table.Name, statement, cancellationToken);
        var columns = await server.ReadAsync(
            table.Name,
            "select name, type from system.columns where database = currentDatabase() and table = {table:String} order by position",
            row => (row.Text(0), row.Text(1)),
            cancellationToken,
            ("table", table.Name + placement.Suffix));
        var expected = table.Columns.Select(column => (column.Name, ClickHouseTypes.Stored(column)));
        if (ColumnDifference.Of(expected, columns) is { } difference)
            throw ColumnDifference.OfTable(table.Name, server.Location, difference);
        await EnsurePartitionedAsync(server, table, table.Name + placement.Suffix, cancellationToken);
    }

    private static async Task EnsurePartitionedAsync(ClickHouseServer server, TableSchema table, string stored, CancellationToken cancellationToken)
    {
        var keys = await server.ReadAsync(
            table.Name,
            "select partition_key from system.tables where database = currentDatabase() and name = {table:String}",
            row => row.Text(0),
            cancellationToken,
            ("table", stored));
        if (keys is not [DateColumn])
            throw new FleetlakeException(
                FaultKind.Caller,
                $"The table {table.Name} in {server.Location} is partitioned by \"{string.Concat(keys)}\", expected \"{DateColumn}\". It is left as it is: rename it or the model, or drop it and run its dates again.");
    }
}
