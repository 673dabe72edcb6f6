using System.Runtime.CompilerServices;
using ClickHouse.Driver.ADO.Readers;

namespace Fleetlake.Warehouse.ClickHouse;

/// <summary>Rows of a query as the server sends them.</summary>
internal sealed class ClickHouseQueryRows : IQueryRows
{
    // The server's names of statements begin with these words.
    private static readonly string[] Reading = ["Select", "Show", "Describe", "Exists", "Explain"];

    private readonly ClickHouseServer _server;
    private readonly ClickHouseDataReader _reader;

    private ClickHouseQueryRows(ClickHouseServer server, ClickHouseDataReader reader)
    {
        (_server, _reader) = (server, reader);
        Columns = [.. Enumerable.Range(0, reader.FieldCount).Select(index => new QueryColumn(reader.GetName(index), new ClickHouseRow(reader).TypeOf(index)))];
    }

    public IReadOnlyList<QueryColumn> Columns { get; }

    public static async Task<ClickHouseQueryRows> RunAsync(ClickHouseServer server, string sql, CancellationToken cancellationToken)
    {
        try
        {
            if (!await server.LimitToReadsAsync("The query", cancellationToken))
                await EnsureReadsAsync(server, sql, cancellationToken);
            return new(server, await server.OpenReaderAsync("The query", sql, cancellationToken));
        }
        catch (ClickHouseException exception) when (exception.Kind != FaultKind.Transient)
        {
            throw Refused(exception);
        }
    }

    public async IAsyncEnumerable<object?[]> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        while (Next(cancellationToken))
        {
            var row = new object?[Columns.Count];
            for (var index = 0; index < row.Length; index++)
                row[index] = new ClickHouseRow(_reader).Value(index);
            yield return row;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync();
        _server.Dispose();
    }

    private bool Next(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return _reader.Read();
        }
        catch (Exception exception) when (ClickHouseFaults.IsOfServer(exception))
        {
            var fault = _server.Fault(exception, "The query");
            throw fault.Kind == FaultKind.Transient ? fault : Refused(fault);
        }
    }

    // A profile with readonly = 2 lets an insert into a file or another server pass, and a kill.
    private static async Task EnsureReadsAsync(ClickHouseServer server, string sql, CancellationToken cancellationToken)
    {
        string found = (await server.ReadAsync("The query", $"explain ast {sql}", row => row.Text(0), cancellationToken))[0].Split(' ')[0];
        if (!Reading.Any(kind => found.StartsWith(kind, StringComparison.Ordinal)))
            throw new FleetlakeException(FaultKind.Caller, $"The query is refused: only reading is allowed: found {found}, expected a statement that reads.");
    }

    // What the server cannot do with the caller's own statement is the caller's to mend.
    private static FleetlakeException Refused(ClickHouseException exception) => new(FaultKind.Caller, $"The query is refused: {exception.Said}", exception);
}
