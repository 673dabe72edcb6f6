using Fleetlake.Events.Schema;
using ParquetSharp;

namespace Fleetlake.Tests.Lake;

/// <summary>A column of a Parquet file in words: its name, type, whether it may be null, its compression.</summary>
internal static class ParquetShape
{
    public static List<string> Of(string path)
    {
        using var file = new ParquetFileReader(path);
        using var group = file.RowGroup(0);
        return [.. Enumerable.Range(0, file.FileMetaData.NumColumns).Select(i =>
        {
            var column = file.FileMetaData.Schema.Column(i);
            using var type = column.LogicalType;
            string logical = type switch
            {
                StringLogicalType => "String",
                TimestampLogicalType { IsAdjustedToUtc: true } time => $"Timestamp({time.TimeUnit}, UTC)",
                IntLogicalType { IsSigned: true } number => $"Int({number.BitWidth})",
                NoneLogicalType => "None",
                _ => type.ToString()!,
            };
            string repetition = column.MaxDefinitionLevel == 0 ? "required" : "optional";
            return $"{column.Name} {column.PhysicalType} {logical} {repetition} {group.MetaData.GetColumnChunkMetaData(i).Compression}";
        })];
    }

    public static string Of(string name, ColumnType type, bool isNullable) =>
        $"{name} {Words(type)} {(isNullable ? "optional" : "required")} Zstd";

    private static string Words(ColumnType type) => type switch
    {
        ColumnType.Text => "ByteArray String",
        ColumnType.Timestamp => "Int64 Timestamp(Micros, UTC)",
        ColumnType.Double => "Double None",
        ColumnType.BigInt => "Int64 Int(64)",
        _ => "ByteArray None",
    };
}
