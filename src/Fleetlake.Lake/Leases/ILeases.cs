namespace Fleetlake.Lake.Leases;

/// <summary>The sole right to replace something, as long as it is held. Disposing lets go of it.</summary>
public interface ILease : IAsyncDisposable
{
    /// <summary>What it is the right to.</summary>
    string Name { get; }

    /// <summary>Fails with <see cref="FaultKind.Held"/> when it has been lost. Asked right before each put.</summary>
    Task EnsureHeldAsync(CancellationToken cancellation);
}

/// <summary>Gives leases by name. Those who take several take them in ascending order.</summary>
public interface ILeases
{
    /// <summary>Takes a lease, waiting while another holds it.</summary>
    /// <exception cref="LakeException">It is still held after the wait: says by whom and since when.</exception>
    Task<ILease> AcquireAsync(string name, TimeSpan wait, CancellationToken cancellation);
}
