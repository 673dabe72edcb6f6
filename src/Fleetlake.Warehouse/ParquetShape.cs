using Fleetlake.Events.Schema;
using Fleetlake.Warehouse.Rendering;
using ParquetSharp;

namespace Fleetlake.Warehouse;

/// <summary>The columns of a Parquet file and how many rows it has, from its footer.</summary>
/// <param name="Columns">By name, with types in the words of a model's header.</param>
/// <param name="Rows">How many rows it has.</param>
internal sealed record ParquetShape(IReadOnlyList<(string Name, string Type)> Columns, long Rows)
{
    /// <exception cref="FleetlakeException">Failed when it is no Parquet file.</exception>
    public static ParquetShape Read(StagedFile file, string table)
    {
        try
        {
            using var stream = file.OpenRead();
            using var reader = new ParquetFileReader(stream, leaveOpen: true);
            var schema = reader.FileMetaData.Schema;
            return new(
                [.. Enumerable.Range(0, schema.NumColumns).Select(schema.Column).Select(column => (column.Name, TypeOf(column)))],
                reader.FileMetaData.NumRows);
        }
        catch (Exception exception) when (exception is ParquetException or OverflowException or ArgumentException or InvalidCastException)
        {
            throw Unreadable(file, table, exception.Message.ReplaceLineEndings(" "), exception);
        }
    }

    /// <summary>Fails when the file has other columns than the table without <c>date</c>.</summary>
    public void EnsureFits(StagedFile file, TableSchema table)
    {
        var expected = StagedColumns(table).Select(column => (column.Name, NameOf(column.Type)));
        if (ColumnDifference.Of(expected, Columns) is { } difference)
            throw ColumnDifference.OfFile(file, table.Name, difference);
    }

    /// <summary>The columns that the file of a partition has.</summary>
    public static IEnumerable<Events.Schema.Column> StagedColumns(TableSchema table) => table.Columns.Where(column => column.Name != "date");

    /// <summary>The fault of a file that the engine cannot take in.</summary>
    public static FleetlakeException Unreadable(StagedFile file, string table, string said, Exception exception) =>
        NotLoaded(file, table, $"{said.Trim()} If the file is damaged, `run --force` rebuilds it.", exception);

    /// <summary>The fault of a file that is not to blame.</summary>
    public static FleetlakeException NotLoaded(StagedFile file, string table, string said, Exception exception) =>
        new(FaultKind.Failed, $"{file.Location} cannot be loaded into {table}: {said}", exception);

    private static string NameOf(ColumnType type) => type switch
    {
        ColumnType.Text => "text",
        ColumnType.Timestamp => "timestamp",
        ColumnType.Double => "double",
        ColumnType.BigInt => "bigint",
        ColumnType.Binary => "binary",
        _ => type.ToString(),
    };

    private static string TypeOf(ColumnDescriptor column)
    {
        using var logical = column.LogicalType;
        return (column.PhysicalType, logical) switch
        {
            (PhysicalType.ByteArray, StringLogicalType) => NameOf(ColumnType.Text),
            (PhysicalType.ByteArray, NoneLogicalType) => NameOf(ColumnType.Binary),
            (PhysicalType.Double, NoneLogicalType) => NameOf(ColumnType.Double),
            (PhysicalType.Int64, NoneLogicalType or IntLogicalType { BitWidth: 64, IsSigned: true }) => NameOf(ColumnType.BigInt),
            (PhysicalType.Int64, TimestampLogicalType { IsAdjustedToUtc: true, TimeUnit: TimeUnit.Micros }) => NameOf(ColumnType.Timestamp),
            _ => $"{column.PhysicalType} {logical}",
        };
    }
}
