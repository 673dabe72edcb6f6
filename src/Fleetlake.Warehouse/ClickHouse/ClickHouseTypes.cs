using Fleetlake.Events.Schema;

namespace Fleetlake.Warehouse.ClickHouse;

/// <summary>The types and codecs of columns.</summary>
internal static class ClickHouseTypes
{
    /// <summary>The type of a column in a table. An id comes back many times in a day: it is kept once and counted.</summary>
    public static string Stored(Column column) =>
        column.Type == ColumnType.Text && column.Name.EndsWith("_id", StringComparison.Ordinal) ? $"LowCardinality({Plain(column)})" : Plain(column);

    /// <summary>The type that holds a column of a file.</summary>
    public static string Plain(Column column) => column.IsNullable ? $"Nullable({Name(column.Type)})" : Name(column.Type);

    /// <summary>A codec where it pays, with a space before it. What each saves is measured in <c>docs/clickhouse.md</c>.</summary>
    public static string Codec(Column column) => column.Type switch
    {
        ColumnType.Timestamp => " codec(Delta(8), ZSTD(1))",
        ColumnType.Double or ColumnType.BigInt or ColumnType.Text or ColumnType.Binary => " codec(ZSTD(1))",
        _ => "",
    };

    private static string Name(ColumnType type) => type switch
    {
        ColumnType.Text or ColumnType.Binary => "String",
        ColumnType.Timestamp => "DateTime64(6, 'UTC')",
        ColumnType.Double => "Float64",
        ColumnType.Date => "Date32",
        ColumnType.BigInt => "Int64",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No type of a column."),
    };
}
