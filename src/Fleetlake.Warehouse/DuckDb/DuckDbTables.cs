using DuckDB.NET.Data;
using Fleetlake.Events.Schema;

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
        var difference = Difference(table.Columns.Select(column => (column.Name, Definition(column))), there);
        if (difference is not null)
            throw new FleetlakeException(
                FaultKind.Caller,
                $"The table {table.Name} in {location} has other columns: {difference}. It is left as it is: rename it or the model, or drop it and run its dates again.");
    }

    /// <summary>What is missing, too many or of another type, by name; null when nothing is. The order does not count.</summary>
    public static string? Difference(IEnumerable<(string Name, string Definition)> expected, IReadOnlyList<(string Name, string Definition)> found)
    {
        var there = found.ToDictionary(column => column.Name, column => column.Definition, StringComparer.OrdinalIgnoreCase);
        var differences = new List<string>();
        foreach (var (name, definition) in expected)
        {
            if (!there.Remove(name, out var other))
                differences.Add($"{name} is missing");
            else if (other != definition)
                differences.Add($"{name} is {other}, expected {definition}");
        }
        differences.AddRange(there.Keys.Select(name => $"{name} is not expected"));
        return differences.Count == 0 ? null : string.Join("; ", differences);
    }

    private static string Definition(Column column) => DuckDbDialect.TypeOf(column.Type) + (column.IsNullable ? "" : " not null");
}
