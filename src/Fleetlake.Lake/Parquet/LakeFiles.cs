using Fleetlake.Events.Schema;

namespace Fleetlake.Lake.Parquet;

/// <summary>The columns of the lake's own files, in their order.</summary>
internal static class LakeFiles
{
    public static readonly IReadOnlyList<Column> Raw =
    [
        new("on", ColumnType.Text),
        new("at", ColumnType.Timestamp),
        new("data", ColumnType.Text, IsNullable: true),
        new("organization_id", ColumnType.Text),
        new("extra", ColumnType.Text, IsNullable: true),
        new("source_object", ColumnType.Text),
        new("source_line", ColumnType.BigInt),
    ];

    public static readonly IReadOnlyList<Column> Objects =
    [
        new("key", ColumnType.Text),
        new("size", ColumnType.BigInt),
        new("etag", ColumnType.Text),
        new("lines", ColumnType.BigInt),
        new("rejected", ColumnType.BigInt),
    ];
}
