using Fleetlake.Events.Schema;
using Fleetlake.Warehouse;
using Fleetlake.Warehouse.Redshift;
using Npgsql;
using NpgsqlTypes;
using ParquetSharp;
using Column = Fleetlake.Events.Schema.Column;

namespace Fleetlake.Tests.Warehouse.Redshift;

/// <summary>
/// What takes the place of Redshift's own clauses on PostgreSQL, and all that does: no distribution, sort keys and encodings, its type
/// for bytes, and for COPY from a bucket a reader of Parquet that, like COPY, goes by number and order.
/// </summary>
internal sealed class PostgresClauses(RedshiftOptions options) : RedshiftClauses(options)
{
    /// <summary>A function of Redshift that models use.</summary>
    public const string Functions = """
        create function datediff(part text, earlier timestamp, later timestamp) returns bigint language sql immutable strict as
        $$ select case when part = 'microsecond' then cast(extract(epoch from (later - earlier)) * 1000000 as bigint) end $$
        """;

    /// <summary>Taken right before a file is read, with its table.</summary>
    public Action BeforeCopy { get; set; } = () => { };

    /// <summary>Sends COPY as Redshift gets it, which PostgreSQL refuses.</summary>
    public bool SendsCopy { get; set; }

    public override string BytesType => "bytea";

    public override string StateKeys => "";

    public override string Encoding(Column column) => "";

    public override string Keys(TableSchema table) => "";

    public override Task CopyAsync(RedshiftServer server, string about, string table, StagedFile file, IReadOnlyList<Column> columns, CancellationToken cancellationToken)
    {
        BeforeCopy();
        return SendsCopy ? base.CopyAsync(server, about, table, file, columns, cancellationToken) : server.RunAsync(
            about,
            async connection =>
            {
                await WriteAsync(connection, table, file, columns, cancellationToken);
                return 0;
            },
            cancellationToken);
    }

    private static async Task WriteAsync(NpgsqlConnection connection, string table, StagedFile file, IReadOnlyList<Column> columns, CancellationToken cancellationToken)
    {
        await using var stream = file.OpenRead();
        using var parquet = new ParquetFileReader(stream, leaveOpen: true);
        await using var writer = await connection.BeginBinaryImportAsync($"copy \"{table}\" from stdin (format binary)", cancellationToken);
        for (int group = 0; group < parquet.FileMetaData.NumRowGroups; group++)
        {
            using var rows = parquet.RowGroup(group);
            var values = columns.Select((column, number) => Values(rows, number, column.Type)).ToArray();
            for (int row = 0; row < rows.MetaData.NumRows; row++)
            {
                await writer.StartRowAsync(cancellationToken);
                for (int number = 0; number < values.Length; number++)
                    await WriteAsync(writer, columns[number].Type, values[number].GetValue(row), cancellationToken);
            }
        }

        await writer.CompleteAsync(cancellationToken);
    }

    private static Task WriteAsync(NpgsqlBinaryImporter writer, ColumnType type, object? value, CancellationToken cancellationToken) => (type, value) switch
    {
        (_, null) => writer.WriteNullAsync(cancellationToken),
        (ColumnType.Timestamp, DateTime time) => writer.WriteAsync(DateTime.SpecifyKind(time, DateTimeKind.Unspecified), NpgsqlDbType.Timestamp, cancellationToken),
        (ColumnType.Text, string text) => writer.WriteAsync(text, NpgsqlDbType.Varchar, cancellationToken),
        (ColumnType.Double, double number) => writer.WriteAsync(number, NpgsqlDbType.Double, cancellationToken),
        (ColumnType.BigInt, long number) => writer.WriteAsync(number, NpgsqlDbType.Bigint, cancellationToken),
        (_, byte[] bytes) => writer.WriteAsync(bytes, NpgsqlDbType.Bytea, cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No type of a staged column."),
    };

    private static Array Values(RowGroupReader rows, int number, ColumnType type)
    {
        int count = checked((int)rows.MetaData.NumRows);
        using var column = rows.Column(number);
        bool isOptional = column.ColumnDescriptor.MaxDefinitionLevel > 0;
        return (type, isOptional) switch
        {
            (ColumnType.Text, _) => Read<string>(column, count),
            (ColumnType.Binary, _) => Read<byte[]>(column, count),
            (ColumnType.Timestamp, true) => Read<DateTime?>(column, count),
            (ColumnType.Timestamp, false) => Read<DateTime>(column, count),
            (ColumnType.Double, true) => Read<double?>(column, count),
            (ColumnType.Double, false) => Read<double>(column, count),
            (ColumnType.BigInt, true) => Read<long?>(column, count),
            _ => Read<long>(column, count),
        };
    }

    private static T[] Read<T>(ColumnReader column, int count)
    {
        using var reader = column.LogicalReader<T>();
        return reader.ReadAll(count);
    }
}
