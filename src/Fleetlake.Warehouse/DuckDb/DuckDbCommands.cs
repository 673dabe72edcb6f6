using DuckDB.NET.Data;

namespace Fleetlake.Warehouse.DuckDb;

/// <summary>Runs statements off the caller's thread (the driver blocks), and ends them when the caller cancels.</summary>
internal static class DuckDbCommands
{
    /// <summary>Runs statements that give no rows.</summary>
    /// <returns>How many rows the last one wrote.</returns>
    public static Task<long> ExecuteAsync(this DuckDBConnection connection, string sql, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters) =>
        RunAsync(connection, sql, parameters, command => (long)command.ExecuteNonQuery(), cancellationToken);

    /// <summary>Runs a query and reads all its rows.</summary>
    public static Task<List<T>> ReadAsync<T>(
        this DuckDBConnection connection, string sql, Func<DuckDBDataReader, T> read, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters) =>
        RunAsync(connection, sql, parameters, command => ReadAll(command, read), cancellationToken);

    /// <summary>Runs the work in a transaction: all of it is kept, or nothing. Work that gives false is undone.</summary>
    public static async Task InTransactionAsync(this DuckDBConnection connection, Func<Task<bool>> work)
    {
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
            if (await work())
                await transaction.CommitAsync(CancellationToken.None);
            else
                await transaction.RollbackAsync(CancellationToken.None);
        }
        catch (DuckDBException exception)
        {
            // What nobody foresaw, such as a full disk: nothing of the transaction is there.
            throw new FleetlakeException(FaultKind.Failed, $"{connection.DataSource} cannot be written: {exception.Message.Trim()}", exception);
        }
    }

    private static List<T> ReadAll<T>(DuckDBCommand command, Func<DuckDBDataReader, T> read)
    {
        using var reader = (DuckDBDataReader)command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    private static async Task<T> RunAsync<T>(
        DuckDBConnection connection, string sql, (string Name, object? Value)[] parameters, Func<DuckDBCommand, T> run, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Identifiers are checked and quoted, values are parameters, a model's SQL is its author's.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
            command.Parameters.Add(new DuckDBParameter(name, value));
        await using var cancel = cancellationToken.Register(command.Cancel);
        try
        {
            return await Task.Run(() => run(command), CancellationToken.None);
        }
        catch (DuckDBException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }
}
