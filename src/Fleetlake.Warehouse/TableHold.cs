using Fleetlake.Lake.Leases;

namespace Fleetlake.Warehouse;

/// <summary>The sole right to write a table of the warehouse, which is a lease of the lake.</summary>
internal sealed class TableHold(string table, ILease lease, Action<TableHold> released) : IAsyncDisposable
{
    public string Table => table;

    /// <summary>The lease on a table. No staged partition's lease has its name.</summary>
    public static string LeaseOf(string table) => $"warehouse/{table}";

    public Task EnsureHeldAsync(CancellationToken cancellationToken) => lease.EnsureHeldAsync(cancellationToken);

    public ValueTask DisposeAsync()
    {
        released(this);
        return lease.DisposeAsync();
    }
}
