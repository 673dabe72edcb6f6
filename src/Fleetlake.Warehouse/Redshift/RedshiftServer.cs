using System.Data;
using Npgsql;

namespace Fleetlake.Warehouse.Redshift;

/// <summary>
/// One connection, opened when it is needed and again when it broke, which tells every fault as one of ours. What was in the
/// session, temporary tables, is gone with a connection: each call of a session makes its own.
/// </summary>
internal sealed class RedshiftServer(RedshiftOptions options) : IAsyncDisposable
{
    private const int Attempts = 10;
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MostPause = TimeSpan.FromSeconds(2);
    private NpgsqlConnection? _connection;
    private bool _isInTransaction;

    /// <summary>True while what is in the session is still there.</summary>
    public bool IsOpen => _connection?.State == ConnectionState.Open;

    /// <summary>Where it is, for messages.</summary>
    public string Location => LocationOf(options);

    public static string LocationOf(RedshiftOptions options) => $"redshift://{options.Host}:{options.Port}/{options.Database}";

    /// <summary>Runs a statement, whose values stand in it as <c>$1</c> and so on.</summary>
    /// <param name="about">What it is for: the message of a fault begins with it.</param>
    /// <param name="sql">The statement.</param>
    /// <param name="cancellationToken">Ends it on the server too.</param>
    /// <param name="values">Texts, dates and numbers.</param>
    /// <returns>How many rows it wrote.</returns>
    public Task<long> ExecuteAsync(string about, string sql, CancellationToken cancellationToken, params object?[] values) => RunAsync(
        about,
        async connection =>
        {
            await using var command = Command(connection, sql, values);
            return (long)await command.ExecuteNonQueryAsync(cancellationToken);
        },
        cancellationToken);

    /// <summary>Runs a query and reads all its rows.</summary>
    public Task<List<T>> ReadAsync<T>(string about, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params object?[] values) => RunAsync(
        about,
        async connection =>
        {
            await using var command = Command(connection, sql, values);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var rows = new List<T>();
            while (await reader.ReadAsync(cancellationToken))
                rows.Add(read(reader));
            return rows;
        },
        cancellationToken);

    /// <summary>The names of the columns that a query gives.</summary>
    public Task<string[]> ColumnsAsync(string about, string sql, CancellationToken cancellationToken) => RunAsync(
        about,
        async connection =>
        {
            await using var command = Command(connection, sql, []);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            return Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToArray();
        },
        cancellationToken);

    /// <summary>Does work, and again from its beginning when it had to give way to another transaction: the driver closes the connection then, with its temporary tables.</summary>
    public static async Task<T> AgainAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        var pause = LeastPause;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await work();
            }
            catch (RedshiftException exception) when (exception.IsConflict && attempt < Attempts)
            {
                await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), cancellationToken);
                pause = pause * 2 < MostPause ? pause * 2 : MostPause;
            }
        }
    }

    /// <summary>Runs work in one transaction.</summary>
    public async Task InTransactionAsync(string about, Func<Task> work, CancellationToken cancellationToken)
    {
        var begun = await RunAsync(about, connection => connection.BeginTransactionAsync(IsolationLevel.Serializable, cancellationToken).AsTask(), cancellationToken);
        _isInTransaction = true;
        try
        {
            await using var transaction = begun;
            await work();
            await RunAsync(
                about,
                async _ =>
                {
                    await transaction.CommitAsync(cancellationToken);
                    return 0;
                },
                cancellationToken);
        }
        finally
        {
            _isInTransaction = false;
        }
    }

    /// <summary>Runs work on the connection and tells its faults as ours.</summary>
    public async Task<T> RunAsync<T>(string about, Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await work(await ConnectionAsync(cancellationToken));
        }
        catch (Exception exception) when (RedshiftFaults.IsOfServer(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Fault(exception, about);
        }
    }

    /// <summary>A fault as one of ours.</summary>
    public RedshiftException Fault(Exception exception, string about) => RedshiftFaults.Of(exception, $"{about} in {Location}", options);

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
    }

    private async Task<NpgsqlConnection> ConnectionAsync(CancellationToken cancellationToken)
    {
        if (_connection is not null && IsOpen)
            return _connection;
        // On another connection the rest of a transaction would be one of its own.
        if (_isInTransaction)
            throw new IOException("the connection broke within a transaction");
        if (_connection is not null)
            await _connection.DisposeAsync();
        _connection = new NpgsqlConnection(RedshiftConnection.Text(options));
        await _connection.OpenAsync(cancellationToken);
        foreach (string setting in RedshiftConnection.Settings(options))
        {
            await using var command = Command(_connection, setting, []);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        return _connection;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object?[] values)
    {
#pragma warning disable CA2100 // Identifiers are checked and quoted, values are parameters, a model's SQL is its author's.
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        foreach (object? value in values)
        {
            command.Parameters.Add(value switch
            {
                DateOnly date => new NpgsqlParameter<DateOnly> { TypedValue = date },
                long number => new NpgsqlParameter<long> { TypedValue = number },
                _ => new NpgsqlParameter<string?> { TypedValue = (string?)value },
            });
        }

        return command;
    }
}
