using Fleetlake.Lake.Leases;

namespace Fleetlake.Warehouse.ClickHouse;

/// <summary>
/// A warehouse in a database of a ClickHouse server or cluster. Many may read and write it at once; two runs that write the
/// same table are kept apart by a lease of the lake.
/// </summary>
public sealed class ClickHouseWarehouse : IWarehouse
{
    private readonly ClickHouseOptions _options;
    private readonly Func<ILeases> _leases;

    /// <summary>Names the warehouse; nothing is asked of the server yet.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="leases">The leases of the lake that is loaded from; asked for when it is opened for writing.</param>
    public ClickHouseWarehouse(ClickHouseOptions options, Func<ILeases> leases)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(leases);
        (_options, _leases) = (options, leases);
    }

    /// <inheritdoc/>
    public string Location => $"{_options.Url.ToString().TrimEnd('/')}/{_options.Database}";

    /// <inheritdoc/>
    public async Task<IWarehouseSession> OpenAsync(CancellationToken cancellationToken)
    {
        var server = new ClickHouseServer(_options, toWrite: true);
        IPlacement placement = _options.Cluster is { } cluster ? new Cluster(cluster, _options.ShardBy) : new OneServer();
        try
        {
            await EnsureDatabaseAsync(server, cancellationToken);
            foreach (var statement in placement.CreateStates())
                await server.ExecuteAsync(PartitionState.TableName, statement, cancellationToken);
            return new ClickHouseSession(server, placement, _options, _leases());
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PartitionState>> PartitionsAsync(CancellationToken cancellationToken)
    {
        using var server = new ClickHouseServer(_options, toWrite: false);
        try
        {
            return await new ClickHousePartitions(server).ReadAsync(cancellationToken);
        }
        catch (ClickHouseException exception) when (exception.Code is ClickHouseFaults.UnknownDatabase or ClickHouseFaults.UnknownTable)
        {
            return [];
        }
    }

    /// <inheritdoc/>
    public async Task<IQueryRows> QueryAsync(string sql, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(sql))
            throw new FleetlakeException(FaultKind.Caller, "The query is refused: found nothing, expected a statement that reads.");
        var server = new ClickHouseServer(_options, toWrite: false);
        try
        {
            return await ClickHouseQueryRows.RunAsync(server, sql, cancellationToken);
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    private async Task EnsureDatabaseAsync(ClickHouseServer server, CancellationToken cancellationToken)
    {
        try
        {
            await server.ReadAsync("The warehouse", "select 1", row => row.Long(0), cancellationToken);
        }
        catch (ClickHouseException exception) when (exception.Code == ClickHouseFaults.UnknownDatabase)
        {
            if (!_options.CreateDatabase)
                throw NoDatabase(exception);
            string everywhere = _options.Cluster is { } cluster ? $" on cluster {ClickHouseDialect.Instance.Name(cluster)}" : "";
            await server.ExecuteAsync(
                "The database", $"create database if not exists {ClickHouseDialect.Instance.Name(_options.Database)}{everywhere}", cancellationToken, database: "default");
        }
    }

    private FleetlakeException NoDatabase(Exception exception) => new(
        FaultKind.Caller,
        $"There is no database \"{_options.Database}\" at {_options.Url}; create it, or let a run make it by warehouse.createDatabase = true.",
        exception);
}
