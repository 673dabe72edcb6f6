namespace Fleetlake.Lake.Stores;

/// <summary>An object that is being written. Disposed before it is completed, it leaves nothing.</summary>
public abstract class ObjectUpload : IAsyncDisposable
{
    /// <summary>Where its bytes are written.</summary>
    public abstract Stream Content { get; }

    /// <summary>The first fault of a write. A native writer gives the exceptions of its stream a text of its own; this is the cause.</summary>
    public abstract LakeException? Fault { get; }

    /// <summary>Makes the bytes durable, so that <see cref="PublishAsync"/> has little left to do.</summary>
    public abstract Task FinishAsync(CancellationToken cancellation);

    /// <summary>Puts the object in its place, in one step, over the one that was there.</summary>
    public abstract Task<StoredObject> PublishAsync(CancellationToken cancellation);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
