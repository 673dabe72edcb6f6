using Fleetlake.Lake.Parquet;

namespace Fleetlake.Lake.Raw;

/// <summary>A file of <see cref="ObjectsFile"/> that is written and waits to be put in its place; disposed before that, it is gone.</summary>
public sealed class WrittenObjects : IAsyncDisposable
{
    private readonly ParquetPart _part;

    internal WrittenObjects(ParquetPart part) => _part = part;

    /// <summary>Puts the file in its place.</summary>
    public Task PublishAsync(CancellationToken cancellation) => _part.PublishAsync(cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _part.DisposeAsync();
}
