using Fleetlake.Lake.Stores;

namespace Fleetlake.Tests.Lake;

/// <summary>A store that passes everything on and remembers what was asked.</summary>
internal sealed class StoreWrapper(IObjectStore inner) : IObjectStore
{
    public List<string> Listed { get; } = [];

    /// <summary>Done before each read of a range.</summary>
    public Func<StoredObject, long, CancellationToken, Task>? BeforeRead { get; init; }

    /// <summary>What is left of the condition of a put.</summary>
    public Func<PutCondition, PutCondition> Condition { get; init; } = asked => asked;

    /// <summary>Opens an object in place of the store.</summary>
    public Func<StoredObject, Stream>? Open { get; set; }

    public string Describe(string key = "") => inner.Describe(key);

    public Task EnsureReadableAsync(CancellationToken cancellation) => inner.EnsureReadableAsync(cancellation);

    public IAsyncEnumerable<StoredObject> ListAsync(IReadOnlyList<string> prefixes, CancellationToken cancellation)
    {
        Listed.AddRange(prefixes);
        return inner.ListAsync(prefixes, cancellation);
    }

    public Task<StoredObject?> FindAsync(string key, CancellationToken cancellation) => inner.FindAsync(key, cancellation);

    public async ValueTask<int> ReadAsync(StoredObject listed, long offset, Memory<byte> destination, CancellationToken cancellation)
    {
        if (BeforeRead is not null)
            await BeforeRead(listed, offset, cancellation);
        return await inner.ReadAsync(listed, offset, destination, cancellation);
    }

    public Task<(StoredObject Object, byte[] Bytes)?> GetAsync(string key, CancellationToken cancellation) => inner.GetAsync(key, cancellation);

    public Task<StoredObject?> PutAsync(string key, ReadOnlyMemory<byte> bytes, PutCondition condition, CancellationToken cancellation) =>
        inner.PutAsync(key, bytes, Condition(condition), cancellation);

    public ObjectUpload Upload(string key, string owner) => inner.Upload(key, owner);

    public Task DeleteAsync(string key, CancellationToken cancellation) => inner.DeleteAsync(key, cancellation);

    public Stream OpenRead(StoredObject listed) => Open?.Invoke(listed) ?? inner.OpenRead(listed);

    public Task<LocalFile> LocalFileAsync(StoredObject listed, CancellationToken cancellation) => inner.LocalFileAsync(listed, cancellation);

    public Task SweepAsync(string owner, CancellationToken cancellation) => inner.SweepAsync(owner, cancellation);
}
