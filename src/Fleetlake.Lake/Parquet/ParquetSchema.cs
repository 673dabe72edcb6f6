using Fleetlake.Events.Schema;
using ParquetSharp;
using ParquetSharp.Schema;
using Column = Fleetlake.Events.Schema.Column;

namespace Fleetlake.Lake.Parquet;

/// <summary>How the lake's columns lie in Parquet, so that every engine reads them as they are meant.</summary>
internal static class ParquetSchema
{
    // The quickest level: the encoding of raw is on the way of every day. What a higher one would save has not been measured.
    private const int CompressionLevel = 1;

    public static GroupNode Of(IReadOnlyList<Column> columns) =>
        new("schema", Repetition.Required, [.. columns.Select(NodeOf)]);

    /// <summary>zstd throughout; a dictionary only where values repeat, since a failed one is paid for and thrown away.</summary>
    public static WriterProperties Properties(params string[] dictionaryColumns)
    {
        using var builder = new WriterPropertiesBuilder();
        builder.Compression(Compression.Zstd).CompressionLevel(CompressionLevel).Version(ParquetVersion.PARQUET_2_6)
            .CreatedBy("fleetlake").EnablePageChecksum().DisableDictionary();
        foreach (string column in dictionaryColumns)
            builder.EnableDictionary(column);
        return builder.Build();
    }

    private static Node NodeOf(Column column)
    {
        var repetition = column.IsNullable ? Repetition.Optional : Repetition.Required;
        return column.Type switch
        {
            ColumnType.Text => new PrimitiveNode(column.Name, repetition, LogicalType.String(), PhysicalType.ByteArray),
            ColumnType.Timestamp => new PrimitiveNode(
                column.Name, repetition, LogicalType.Timestamp(isAdjustedToUtc: true, TimeUnit.Micros), PhysicalType.Int64),
            ColumnType.Double => new PrimitiveNode(column.Name, repetition, LogicalType.None(), PhysicalType.Double),
            ColumnType.BigInt => new PrimitiveNode(column.Name, repetition, LogicalType.Int(64, isSigned: true), PhysicalType.Int64),
            ColumnType.Binary => new PrimitiveNode(column.Name, repetition, LogicalType.None(), PhysicalType.ByteArray),
            _ => throw new ArgumentOutOfRangeException(nameof(column), column.Type, "No file of the lake has such a column."),
        };
    }
}
