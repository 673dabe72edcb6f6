using Fleetlake.Events.Schema;
using Fleetlake.Warehouse.Rendering;

namespace Fleetlake.Warehouse.Redshift;

/// <summary>Creates tables, and tells where one differs from what is expected.</summary>
internal static class RedshiftTables
{
    public static Task CreateStatesAsync(RedshiftServer server, TableStatements statements, CancellationToken cancellationToken) =>
        CreateAsync(server, PartitionState.TableName, statements.CreateStates(), cancellationToken);

    public static async Task CreateAsync(RedshiftServer server, TableStatements statements, TableSchema table, CancellationToken cancellationToken)
    {
        await CreateAsync(server, table.Name, statements.Create(table), cancellationToken);
        var found = await server.ReadAsync(
            table.Name,
            "select column_name, data_type, is_nullable from information_schema.columns where table_schema = current_schema() and table_name = $1 order by ordinal_position",
            row => (row.GetString(0), RedshiftTypes.OfCatalog(row.GetString(1)) + (row.GetString(2) == "NO" ? " not null" : "")),
            cancellationToken,
            table.Name);
        if (found.Count == 0)
            throw new FleetlakeException(FaultKind.Caller, $"The table {table.Name} in {server.Location} is there but cannot be seen; its owner has to grant it, see docs/redshift.md.");
        var expected = table.Columns.Select(column => (column.Name, RedshiftTypes.InCatalog(column) + (column.IsNullable ? "" : " not null")));
        if (ColumnDifference.Of(expected, found) is { } difference)
            throw ColumnDifference.OfTable(table.Name, server.Location, difference);
    }

    private static async Task CreateAsync(RedshiftServer server, string table, string sql, CancellationToken cancellationToken)
    {
        try
        {
            await server.ExecuteAsync(table, sql, cancellationToken);
        }
        catch (RedshiftException exception) when (RedshiftFaults.IsRace(exception))
        {
            // It is there now, or the reason comes again.
            await server.ExecuteAsync(table, sql, cancellationToken);
        }
    }
}
