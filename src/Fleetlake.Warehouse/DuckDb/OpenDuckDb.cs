using DuckDB.NET.Data;

namespace Fleetlake.Warehouse.DuckDb;

/// <summary>A connection and the lock it is held under.</summary>
internal sealed class OpenDuckDb(DuckDBConnection connection, DuckDbLock held) : IAsyncDisposable
{
    public DuckDBConnection Connection => connection;

    public async ValueTask DisposeAsync()
    {
        // The lock is let go last: until the file is closed nobody else can open it.
        await connection.DisposeAsync();
        held.Dispose();
    }
}
