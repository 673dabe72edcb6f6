using System.Net;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;
using ClickHouse.Driver.ADO.Parameters;
using ClickHouse.Driver.ADO.Readers;
using ClickHouse.Driver.Utility;

namespace Fleetlake.Warehouse.ClickHouse;

/// <summary>Sends statements over HTTP, tells every fault as one of ours, and ends on the server what the caller has cancelled.</summary>
internal sealed class ClickHouseServer : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(5);

    // A server closes a connection that it has not heard of for some seconds; one that it is about to close is not used again.
    private static readonly SocketsHttpHandler Connections = new()
    {
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = ConnectTimeout,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(2),
    };

    private readonly ClickHouseOptions _options;
    private readonly Dictionary<string, object> _settings;
    private readonly HttpClient _http;
    private readonly ClickHouseClient _client;

    public ClickHouseServer(ClickHouseOptions options, bool toWrite)
    {
        _options = options;
        _settings = toWrite ? ClickHouseSettings.ToWrite(options) : ClickHouseSettings.ToRead(options);
        _http = new HttpClient(Connections, disposeHandler: false) { Timeout = options.StatementTimeout };
        _client = new ClickHouseClient(Settings());
    }

    /// <summary>Where it is, for messages.</summary>
    public string Location => $"{_options.Url.ToString().TrimEnd('/')}/{_options.Database}";

    /// <summary>Runs a statement that gives no rows.</summary>
    /// <param name="about">What it is for: the message of a fault begins with it.</param>
    /// <param name="sql">The statement.</param>
    /// <param name="cancellationToken">Ends it on the server too.</param>
    /// <param name="database">Another database than the warehouse's.</param>
    public Task ExecuteAsync(string about, string sql, CancellationToken cancellationToken, string? database = null) =>
        RunAsync(about, options => _client.ExecuteNonQueryAsync(sql, null, options, cancellationToken), cancellationToken, database);

    /// <summary>Runs a statement whose data is in its body.</summary>
    public Task SendAsync(string about, string sql, Stream body, CancellationToken cancellationToken) => RunAsync(
        about,
        async options =>
        {
            using var response = await _client.PostStreamAsync(sql, body, false, cancellationToken, options);
            return 0;
        },
        cancellationToken);

    /// <summary>Runs a query and reads all its rows. Its parameters stand as <c>{name:Type}</c>.</summary>
    public Task<List<T>> ReadAsync<T>(
        string about, string sql, Func<ClickHouseRow, T> read, CancellationToken cancellationToken, params (string Name, object Value)[] parameters) => RunAsync(
        about,
        async options =>
        {
            var values = new ClickHouseParameterCollection();
            foreach (var (name, value) in parameters)
                values.AddParameter(name, value);
            using var reader = await _client.ExecuteReaderAsync(sql, values, options, cancellationToken);
            var rows = new List<T>();
            while (reader.Read())
                rows.Add(read(new ClickHouseRow(reader)));
            return rows;
        },
        cancellationToken);

    /// <summary>Begins a query whose rows are read as they come.</summary>
    public Task<ClickHouseDataReader> OpenReaderAsync(string about, string sql, CancellationToken cancellationToken) =>
        RunAsync(about, options => _client.ExecuteReaderAsync(sql, null, options, cancellationToken), cancellationToken);

    /// <summary>Has the server refuse every later statement that writes, reads files or other servers, or changes a setting.</summary>
    /// <returns>False when the profile of the user is read-only by itself: it takes no such setting, and refuses less.</returns>
    public async Task<bool> LimitToReadsAsync(string about, CancellationToken cancellationToken)
    {
        var level = await ReadAsync(about, $"select toInt64(getSetting('{ClickHouseSettings.ReadOnly}'))", row => row.Long(0), cancellationToken);
        if (level is [0])
            _settings[ClickHouseSettings.ReadOnly] = 1;
        return level is [0];
    }

    /// <summary>A fault as one of ours.</summary>
    public ClickHouseException Fault(Exception exception, string about) => ClickHouseFaults.Of(exception, $"{about} in {Location}", _options.StatementTimeout);

    public void Dispose()
    {
        _client.Dispose();
        _http.Dispose();
    }

    private async Task<T> RunAsync<T>(string about, Func<QueryOptions, Task<T>> run, CancellationToken cancellationToken, string? database = null)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var options = new QueryOptions { QueryId = $"fleetlake-{Guid.NewGuid():N}", CustomSettings = _settings, Database = database };
        try
        {
            return await run(options);
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested)
        {
            await KillAsync(options.QueryId);
            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }
        catch (Exception exception) when (ClickHouseFaults.IsOfServer(exception))
        {
            throw Fault(exception, about);
        }
    }

    // To end the request does not end the query. Everybody may end his own; if it cannot be done, the query ends by its own timeout.
    private async Task KillAsync(string queryId)
    {
        using var patience = new CancellationTokenSource(KillTimeout);
        try
        {
            await _client.ExecuteNonQueryAsync(
                $"kill query where query_id = '{queryId}' async", null, new QueryOptions { Database = "default" }, patience.Token);
        }
        catch (Exception exception) when (ClickHouseFaults.IsOfServer(exception))
        {
        }
    }

    private ClickHouseClientSettings Settings() => new()
    {
        Protocol = _options.Url.Scheme,
        Host = _options.Url.Host,
        Port = (ushort)_options.Url.Port,
        Path = _options.Url.AbsolutePath.Trim('/'),
        Database = _options.Database,
        Username = _options.User,
        Password = _options.Password,
        HttpClient = _http,
        Timeout = _options.StatementTimeout,
        // A text column may hold any bytes: rejected lines need not be UTF-8.
        ReadStringsAsByteArrays = true,
        UseCustomDecimals = false,
    };
}
