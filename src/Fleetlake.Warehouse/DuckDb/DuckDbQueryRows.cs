using System.Runtime.CompilerServices;
using DuckDB.NET.Data;

namespace Fleetlake.Warehouse.DuckDb;

/// <summary>Rows of a query as DuckDB gives them; the file is released when they are disposed.</summary>
internal sealed class DuckDbQueryRows : IQueryRows
{
    private readonly OpenDuckDb _open;
    private readonly DuckDBCommand _command;
    private readonly DuckDBDataReader _reader;

    private DuckDbQueryRows(OpenDuckDb open, DuckDBCommand command, DuckDBDataReader reader)
    {
        (_open, _command, _reader) = (open, command, reader);
        Columns = [.. Enumerable.Range(0, reader.FieldCount).Select(index => new QueryColumn(reader.GetName(index), reader.GetFieldType(index)))];
    }

    public IReadOnlyList<QueryColumn> Columns { get; }

    /// <summary>Runs the query; closes the file when it is refused.</summary>
    public static async Task<DuckDbQueryRows> RunAsync(OpenDuckDb open, string sql, CancellationToken cancellationToken)
    {
        var command = open.Connection.CreateCommand();
        try
        {
            if (string.IsNullOrWhiteSpace(sql))
                throw new FleetlakeException(FaultKind.Caller, "The query is refused: found nothing, expected a statement that reads.");
#pragma warning disable CA2100 // The query is the user's own, on a file opened to read.
            command.CommandText = sql;
#pragma warning restore CA2100
            command.UseStreamingMode = true;
            await using var cancel = cancellationToken.Register(command.Cancel);
            var reader = await Task.Run(() => (DuckDBDataReader)command.ExecuteReader(), CancellationToken.None);
            return new(open, command, reader);
        }
        catch (Exception exception)
        {
            await command.DisposeAsync();
            await open.DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();
            if (exception is DuckDBException)
                throw Refused(exception);
            throw;
        }
    }

    public async IAsyncEnumerable<object?[]> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var cancel = cancellationToken.Register(_command.Cancel);
        while (Next(cancellationToken))
        {
            var row = new object?[Columns.Count];
            for (var index = 0; index < row.Length; index++)
                row[index] = _reader.IsDBNull(index) ? null : Own(Value(index));
            yield return row;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync();
        await _command.DisposeAsync();
        await _open.DisposeAsync();
    }

    private object Value(int index)
    {
        try
        {
            return _reader.GetValue(index);
        }
        catch (InvalidCastException exception)
        {
            // The driver has no value for a list with nulls in it.
            throw new FleetlakeException(
                FaultKind.Caller,
                $"The column {Columns[index].Name} cannot be read: {exception.Message}; expected a value that the driver has a type for. Cast it to varchar.",
                exception);
        }
    }

    // A blob comes as a stream over memory that the reader uses again for the next rows.
    private static object Own(object value)
    {
        if (value is not Stream stream)
            return value;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        stream.Dispose();
        return bytes;
    }

    private bool Next(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return _reader.Read();
        }
        catch (DuckDBException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Refused(exception);
        }
    }

    private static FleetlakeException Refused(Exception exception) => new(FaultKind.Caller, $"The query is refused: {exception.Message.Trim()}", exception);
}
