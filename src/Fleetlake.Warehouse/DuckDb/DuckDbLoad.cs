using DuckDB.NET.Data;
using Fleetlake.Events.Schema;
using Fleetlake.Warehouse.Rendering;

namespace Fleetlake.Warehouse.DuckDb;

/// <summary>Replaces a partition of a staged table by the rows of its Parquet file.</summary>
internal static class DuckDbLoad
{
    private const string DateColumn = "date";

    public static async Task<long> RunAsync(
        DuckDBConnection connection, TableSchema table, DateOnly date, StagedFile? file, string version, CancellationToken cancellationToken)
    {
        using var local = file is null ? null : await file.LocalAsync(cancellationToken);
        if (file is not null)
            await CheckFileAsync(connection, table, file, local!.Path, cancellationToken);
        long rows = 0;
        await connection.InTransactionAsync(async () =>
        {
            await connection.ExecuteAsync($"delete from {DuckDbDialect.Instance.Name(table.Name)} where \"date\" = $date", cancellationToken, ("date", date));
            rows = file is null ? 0 : await InsertAsync(connection, table, date, file, local!.Path, cancellationToken);
            await DuckDbPartitions.ReplaceAsync(connection, new(table.Name, date, version, "", rows, null), cancellationToken);
            return true;
        });
        return rows;
    }

    private static async Task<long> InsertAsync(DuckDBConnection connection, TableSchema table, DateOnly date, StagedFile file, string path, CancellationToken cancellationToken)
    {
        var columns = string.Join(", ", table.Columns.Where(column => column.Name != DateColumn).Select(column => DuckDbDialect.Instance.Name(column.Name)));
        try
        {
            return await connection.ExecuteAsync(
                $"insert into {DuckDbDialect.Instance.Name(table.Name)} (\"date\", {columns}) select {DuckDbDialect.Instance.Date(date)}, {columns} from {Rows(path)}",
                cancellationToken);
        }
        catch (DuckDBException exception)
        {
            throw Unreadable(table, file, exception);
        }
    }

    private static async Task CheckFileAsync(DuckDBConnection connection, TableSchema table, StagedFile file, string path, CancellationToken cancellationToken)
    {
        List<(string, string)> found;
        try
        {
            found = await connection.ReadAsync(
                $"describe select * from {Rows(path)}", row => (row.GetString(0), row.GetString(1)), cancellationToken);
        }
        catch (DuckDBException exception)
        {
            throw Unreadable(table, file, exception);
        }
        var expected = table.Columns.Where(column => column.Name != DateColumn).Select(column => (column.Name, DuckDbDialect.TypeOf(column.Type)));
        if (ColumnDifference.Of(expected, found) is { } difference)
            throw ColumnDifference.OfFile(file, table.Name, difference);
    }

    // The date is in the folder's name, and the table's own column; the reader would take it from there again.
    private static string Rows(string path) => $"read_parquet({Literal(path)}, hive_partitioning = false)";

    // A path is a pattern to DuckDB; a class of one character is that character.
    private static string Literal(string path)
    {
        var exact = string.Concat(path.Select(character => character is '*' or '?' or '[' ? $"[{character}]" : character.ToString()));
        return $"'{exact.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    private static FleetlakeException Unreadable(TableSchema table, StagedFile file, DuckDBException exception) => new(
        FaultKind.Failed,
        $"{file.Location} cannot be loaded into {table.Name}: {exception.Message.Trim()} If the file is damaged, `run --force` rebuilds it.",
        exception);
}
