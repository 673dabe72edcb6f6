using System.Collections.Concurrent;

namespace Fleetlake.Lake.Leases;

/// <summary>
/// Leases for a lake of which somebody has said that one process at a time runs on it: they keep apart what goes on in this process.
/// </summary>
internal sealed class SingleWriterLeases : ILeases
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<ILease> AcquireAsync(string name, TimeSpan wait, CancellationToken cancellation)
    {
        var turn = _turns.GetOrAdd(name, _ => new SemaphoreSlim(1));
        if (!await turn.WaitAsync(wait, cancellation))
            throw new LakeException(FaultKind.Held, $"the lease on {name} is held by this process; waited {wait.TotalSeconds:0} s for it.");
        return new Lease(name, turn);
    }

    private sealed class Lease(string name, SemaphoreSlim turn) : ILease
    {
        public string Name => name;

        public Task EnsureHeldAsync(CancellationToken cancellation) => Task.CompletedTask;

        public ValueTask DisposeAsync()
        {
            turn.Release();
            return ValueTask.CompletedTask;
        }
    }
}
