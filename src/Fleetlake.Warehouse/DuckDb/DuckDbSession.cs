using DuckDB.NET.Data;
using Fleetlake.Events.Schema;
using Fleetlake.Warehouse.Models;

namespace Fleetlake.Warehouse.DuckDb;

/// <summary>A DuckDB file opened for a step.</summary>
internal sealed class DuckDbSession(OpenDuckDb open, string location) : IWarehouseSession
{
    private DuckDBConnection Connection => open.Connection;

    public Task CreateTableAsync(TableSchema table, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        return DuckDbTables.CreateAsync(Connection, table, location, cancellationToken);
    }

    // Who has the file open to write has all of it.
    public Task<IAsyncDisposable> HoldAsync(string table, CancellationToken cancellationToken) => Task.FromResult<IAsyncDisposable>(new HeldByFile());

    public Task<IReadOnlyList<PartitionState>> PartitionsAsync(CancellationToken cancellationToken) => DuckDbPartitions.ReadAsync(Connection, cancellationToken);

    public Task<long> LoadAsync(TableSchema table, DateOnly partition, StagedFile? file, string version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        return DuckDbLoad.RunAsync(Connection, table, partition, file, version, cancellationToken);
    }

    public async Task<IReadOnlyList<DateOnly>> BuildAsync(Model model, IReadOnlyList<PartitionBuild> builds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(builds);
        return builds.Count == 0 ? [] : await new DuckDbBuild(Connection, model, builds).RunAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<CheckFailure>> CheckAsync(Model model, IReadOnlyList<DateOnly> dates, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dates);
        var failures = new List<CheckFailure>();
        foreach (var date in dates)
            failures.AddRange(await DuckDbCheck.RunAsync(Connection, model, date, cancellationToken));
        return failures;
    }

    public ValueTask DisposeAsync() => open.DisposeAsync();

    private sealed class HeldByFile : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
