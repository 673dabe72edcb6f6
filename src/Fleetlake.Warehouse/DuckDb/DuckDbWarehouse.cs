using DuckDB.NET.Data;

namespace Fleetlake.Warehouse.DuckDb;

/// <summary>
/// A warehouse in one DuckDB file, without a server. While a step writes nobody else can open the file, not even to read:
/// whoever comes waits, and is told who has it. Beside the file lie <c>.lock</c> and <c>.holder</c>, which say that, and <c>.tmp</c> folders while it spills.
/// </summary>
public sealed class DuckDbWarehouse : IWarehouse
{
    private readonly DuckDbOptions _options;

    /// <summary>Names the warehouse; nothing is opened yet.</summary>
    public DuckDbWarehouse(DuckDbOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <inheritdoc/>
    public string Location => _options.Path;

    /// <inheritdoc/>
    public void Prepare()
    {
        // The library is large, and the first connection is what loads it.
        using var connection = new DuckDBConnection(DuckDBConnectionStringBuilder.InMemoryConnectionString);
        connection.Open();
    }

    /// <inheritdoc/>
    public async Task<IWarehouseSession> OpenAsync(CancellationToken cancellationToken)
    {
        var open = await new DuckDbOpener(_options, toWrite: true).OpenAsync(cancellationToken);
        try
        {
            await DuckDbPartitions.CreateAsync(open.Connection, cancellationToken);
            return new DuckDbSession(open, Location);
        }
        catch
        {
            await open.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PartitionState>> PartitionsAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(_options.Path))
            return [];
        await using var open = await new DuckDbOpener(_options, toWrite: false).OpenAsync(cancellationToken);
        return await DuckDbPartitions.ExistAsync(open.Connection, cancellationToken)
            ? await DuckDbPartitions.ReadAsync(open.Connection, cancellationToken)
            : [];
    }

    /// <inheritdoc/>
    public async Task<IQueryRows> QueryAsync(string sql, CancellationToken cancellationToken)
    {
        if (!Path.Exists(_options.Path))
            throw new FleetlakeException(FaultKind.Caller, $"There is no warehouse at {Location} yet; a run makes it.");
        var open = await new DuckDbOpener(_options, toWrite: false).OpenAsync(cancellationToken);
        return await DuckDbQueryRows.RunAsync(open, sql, cancellationToken);
    }
}
