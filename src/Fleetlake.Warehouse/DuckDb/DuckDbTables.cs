using DuckDB.NET.Data;
using Fleetlake.Events.Schema;
using Fleetlake.Warehouse.Rendering;

namespace Fleetlake.Warehouse.DuckDb;

/// <summary>Creates tables, and tells where one differs from what is expected.</summary>
internal static class DuckDbTables
{
    public static async Task CreateAsync(DuckDBConnection connection, TableSchema table, string location, CancellationToken cancellationToken)
    {
        var name = DuckDbDialect.Instance.Name(table.Name);
        var columns = table.Columns.Select(column => $"{DuckDbDialect.Instance.Name(column.Name)} {Definition(column)}").ToArray();
        await connection.ExecuteAsync($"create table if not exists {name} ({string.Join(", ", columns)})", cancellationToken);
        var there = await connection.ReadAsync(
            "select column_name, data_type, is_nullable from duckdb_columns() where database_name = current_database() and schema_name = 'main' and table_name = $table order by column_index",
            row => (Name: row.GetString(0), Definition: row.GetString(1) + (row.GetBoolean(2) ? "" : " not null")),
            cancellationToken,
            ("table", table.Name));
        if (ColumnDifference.Of(table.Columns.Select(column => (column.Name, Definition(column))), there) is { } difference)
            throw ColumnDifference.OfTable(table.Name, location, difference);
    }

    private static string Definition(Column column) => DuckDbDialect.TypeOf(column.Type) + (column.IsNullable ? "" : " not null");
}
