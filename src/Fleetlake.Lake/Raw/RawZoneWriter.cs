using Fleetlake.Events.Columns;
using Fleetlake.Lake.State;
using Fleetlake.Lake.Stores;

namespace Fleetlake.Lake.Raw;

/// <summary>Writes the raw parts of a source date, each event name in its own. Nothing is in its place before it is published.</summary>
public sealed class RawZoneWriter(IObjectStore store, DateOnly sourceDate, TextPool objectKeys) : IAsyncDisposable
{
    private const long MaxWaitingBytes = 128L << 20;
    private readonly SortedDictionary<string, RawPartWriter> _parts = new(StringComparer.Ordinal);

    /// <summary>Takes rows over.</summary>
    public async ValueTask AddAsync(RawColumns columns)
    {
        if (!_parts.TryGetValue(columns.EventName, out var part))
            _parts.Add(columns.EventName, part = new RawPartWriter(store, sourceDate, columns.EventName, objectKeys));
        await part.AddAsync(columns);
        if (_parts.Count > 1 && _parts.Values.Sum(each => each.WaitingBytes) > MaxWaitingBytes)
            await _parts.Values.MaxBy(each => each.WaitingBytes)!.FlushAsync();
    }

    /// <summary>Writes what waits and makes all parts durable.</summary>
    public async Task FinishAsync(CancellationToken cancellation)
    {
        foreach (var part in _parts.Values)
            await part.FinishAsync(cancellation);
    }

    /// <summary>Puts all parts in their places, in quick succession, and removes parts of event names that are gone.</summary>
    public async Task<IReadOnlyList<RawPartState>> PublishAsync(CancellationToken cancellation)
    {
        var parts = new List<RawPartState>();
        foreach (var part in _parts.Values)
            parts.Add(await part.PublishAsync(cancellation));

        var keys = parts.Select(part => part.File.Key).ToHashSet(StringComparer.Ordinal);
        await foreach (var listed in store.ListAsync([LakeLayout.RawPrefix(sourceDate)], cancellation))
        {
            if (!keys.Contains(listed.Key))
                await store.DeleteAsync(listed.Key, cancellation);
        }

        return parts;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var part in _parts.Values)
            await part.DisposeAsync();
    }
}
