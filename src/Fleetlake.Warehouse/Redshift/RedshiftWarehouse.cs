using Fleetlake.Lake.Leases;

namespace Fleetlake.Warehouse.Redshift;

/// <summary>
/// A warehouse in a database of Amazon Redshift, a cluster's or a serverless one. Many may read and write it at once; two runs that
/// write the same table are kept apart by a lease of the lake.
/// </summary>
public sealed class RedshiftWarehouse : IWarehouse
{
    private readonly RedshiftOptions _options;
    private readonly RedshiftClauses _clauses;
    private readonly Func<ILeases> _leases;

    /// <summary>Names the warehouse; nothing is asked of the server yet.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="leases">The leases of the lake that is loaded from; asked for when it is opened for writing.</param>
    public RedshiftWarehouse(RedshiftOptions options, Func<ILeases> leases)
        : this(options, leases, new RedshiftClauses(options))
    {
    }

    internal RedshiftWarehouse(RedshiftOptions options, Func<ILeases> leases, RedshiftClauses clauses)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(leases);
        (_options, _leases, _clauses) = (options, leases, clauses);
    }

    /// <inheritdoc/>
    public string Location => RedshiftServer.LocationOf(_options);

    /// <inheritdoc/>
    public async Task<IWarehouseSession> OpenAsync(CancellationToken cancellationToken)
    {
        var server = new RedshiftServer(_options);
        try
        {
            await RedshiftTables.CreateStatesAsync(server, new TableStatements(_clauses), cancellationToken);
            return new RedshiftSession(server, _clauses, _options, _leases());
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PartitionState>> PartitionsAsync(CancellationToken cancellationToken)
    {
        await using var server = new RedshiftServer(_options);
        try
        {
            return await new RedshiftPartitions(server).ReadAsync(cancellationToken);
        }
        catch (RedshiftException exception) when (exception.Code is RedshiftFaults.UnknownDatabase or RedshiftFaults.UnknownTable)
        {
            return [];
        }
    }

    /// <inheritdoc/>
    public async Task<IQueryRows> QueryAsync(string sql, CancellationToken cancellationToken)
    {
        var server = new RedshiftServer(_options);
        try
        {
            return await RedshiftQueryRows.RunAsync(server, sql, cancellationToken);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }
}
