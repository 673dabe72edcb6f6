using Fleetlake.Events.Schema;
using Fleetlake.Lake.Leases;
using Fleetlake.Warehouse.Models;

namespace Fleetlake.Warehouse.Redshift;

/// <summary>A Redshift warehouse opened for a step.</summary>
internal sealed class RedshiftSession(RedshiftServer server, RedshiftClauses clauses, RedshiftOptions options, ILeases leases) : IWarehouseSession
{
    private readonly RedshiftPartitions _states = new(server);
    private readonly HashSet<TableSchema> _known = [];
    private TableHold? _hold;

    public async Task CreateTableAsync(TableSchema table, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (_known.Contains(table))
            return;
        await RedshiftTables.CreateAsync(server, new TableStatements(clauses), table, cancellationToken);
        _known.Add(table);
    }

    public async Task<IAsyncDisposable> HoldAsync(string table, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (_hold is not null)
            throw new InvalidOperationException($"{_hold.Table} is held; expected one table at a time, for two sessions could wait for each other.");
        var lease = await leases.AcquireAsync(TableHold.LeaseOf(table), options.HoldWait, cancellationToken);
        return _hold = new TableHold(table, lease, _ => _hold = null);
    }

    public Task<IReadOnlyList<PartitionState>> PartitionsAsync(CancellationToken cancellationToken) => _states.ReadAsync(cancellationToken);

    public Task<long> LoadAsync(TableSchema table, DateOnly partition, StagedFile? file, string version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        return RedshiftServer.AgainAsync(
            () => new RedshiftLoad(server, clauses, Writer(table.Name)).RunAsync(table, partition, file, version, cancellationToken), cancellationToken);
    }

    public async Task<IReadOnlyList<DateOnly>> BuildAsync(Model model, IReadOnlyList<PartitionBuild> builds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(builds);
        return builds.Count == 0
            ? []
            : await RedshiftServer.AgainAsync(() => new RedshiftBuild(server, _states, Writer(model.Name), model, builds).RunAsync(cancellationToken), cancellationToken);
    }

    public async Task<IReadOnlyList<CheckFailure>> CheckAsync(Model model, IReadOnlyList<DateOnly> dates, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dates);
        return await RedshiftServer.AgainAsync(() => new RedshiftCheck(server, _states, Writer(model.Name), model).RunAsync(dates, cancellationToken), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_hold is not null)
            await _hold.DisposeAsync();
        await server.DisposeAsync();
    }

    private PartitionWriter Writer(string table) => new(server, _states, _hold?.Table == table ? _hold : null);
}
