using Fleetlake.Events.Schema;

namespace Fleetlake.Warehouse.ClickHouse;

/// <summary>The parts of <c>create table</c> that are the same wherever a table lies.</summary>
internal static class TableDefinition
{
    public static string Columns(TableSchema table) => string.Join(
        ", ", table.Columns.Select(column => $"{ClickHouseDialect.Instance.Name(column.Name)} {ClickHouseTypes.Stored(column)}{ClickHouseTypes.Codec(column)}"));

    public static string Keys(TableSchema table) =>
        $"partition by {ClickHouseDialect.Instance.Name("date")} order by ({string.Join(", ", table.OrderBy.Select(ClickHouseDialect.Instance.Name))})";
}
