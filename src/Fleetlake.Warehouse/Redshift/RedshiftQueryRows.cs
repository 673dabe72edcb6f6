using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Npgsql;

namespace Fleetlake.Warehouse.Redshift;

/// <summary>Rows of a query as the server sends them, within a transaction that only reads.</summary>
internal sealed partial class RedshiftQueryRows : IQueryRows
{
    private const string About = "The query";
    private readonly RedshiftServer _server;
    private readonly NpgsqlBatch _batch;
    private readonly NpgsqlDataReader _reader;
    private bool _isRead;

    private RedshiftQueryRows(RedshiftServer server, NpgsqlBatch batch, NpgsqlDataReader reader)
    {
        (_server, _batch, _reader) = (server, batch, reader);
        Columns = [.. Enumerable.Range(0, reader.FieldCount).Select(index => new QueryColumn(reader.GetName(index), reader.GetFieldType(index)))];
    }

    public IReadOnlyList<QueryColumn> Columns { get; }

    /// <summary>Runs the query; the server is closed with the rows.</summary>
    public static async Task<RedshiftQueryRows> RunAsync(RedshiftServer server, string sql, CancellationToken cancellationToken)
    {
        if (!Reading().IsMatch(sql))
            throw new FleetlakeException(FaultKind.Caller, $"The query is refused: found {(string.IsNullOrWhiteSpace(sql) ? "nothing" : "another statement")}, expected one that reads: select, with, values, show or explain.");
        try
        {
            // Its user may be one who writes: COPY and UNLOAD are no writing of rows, and are kept out by their words.
            await server.ExecuteAsync(About, "begin read only", cancellationToken);
            return await server.RunAsync(
                About,
                async connection =>
                {
                    // A command of a batch goes to the server as it is, which takes one statement; another would be cut at semicolons by the driver.
                    var batch = new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand(sql) } };
                    return new RedshiftQueryRows(server, batch, await batch.ExecuteReaderAsync(cancellationToken));
                },
                cancellationToken);
        }
        catch (RedshiftException exception) when (exception.Kind != FaultKind.Transient)
        {
            throw Refused(exception);
        }
    }

    public async IAsyncEnumerable<object?[]> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await NextAsync(cancellationToken))
        {
            var row = new object?[Columns.Count];
            for (int index = 0; index < row.Length; index++)
                row[index] = _reader.IsDBNull(index) ? null : Value(index);
            yield return row;
        }

        _isRead = true;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            // To close the reader would wait for all rows.
            if (!_isRead)
                _batch.Cancel();
            await _reader.DisposeAsync();
            await _batch.DisposeAsync();
        }
        catch (Exception exception) when (RedshiftFaults.IsOfServer(exception))
        {
            // What there was to say was said while it was read.
        }

        await _server.DisposeAsync();
    }

    private object Value(int index)
    {
        try
        {
            return _reader.GetValue(index);
        }
        catch (Exception exception) when (exception is InvalidCastException or OverflowException)
        {
            throw new FleetlakeException(
                FaultKind.Caller,
                $"The column {Columns[index].Name} cannot be read: {exception.Message} Expected a value that the driver has a type for: cast it to double precision or varchar.",
                exception);
        }
    }

    private async Task<bool> NextAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await _reader.ReadAsync(cancellationToken);
        }
        catch (Exception exception) when (RedshiftFaults.IsOfServer(exception))
        {
            var fault = _server.Fault(exception, About);
            throw fault.Kind == FaultKind.Transient ? fault : Refused(fault);
        }
    }

    // What the server cannot do with the caller's own statement is the caller's to mend.
    private static FleetlakeException Refused(RedshiftException exception) => new(FaultKind.Caller, $"The query is refused: {exception.Said}", exception);

    [GeneratedRegex(@"\A(\s|\(|--[^\n]*(\n|\z)|/\*.*?\*/)*(select|with|values|show|explain)\b", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Reading();
}
