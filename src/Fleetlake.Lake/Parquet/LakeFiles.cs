using Fleetlake.Events.Schema;

namespace Fleetlake.Lake.Parquet;

/// <summary>The columns of the lake's own files, in their order.</summary>
public static class LakeFiles
{
    /// <summary>The parts of raw, without <c>date</c> and <c>event</c>, which their folders have.</summary>
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

    /// <summary>The file that says of which source objects a commit was made.</summary>
    public static readonly IReadOnlyList<Column> Objects =
    [
        new("key", ColumnType.Text),
        new("size", ColumnType.BigInt),
        new("etag", ColumnType.Text),
        new("lines", ColumnType.BigInt),
        new("rejected", ColumnType.BigInt),
    ];
}
