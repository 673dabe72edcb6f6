using Fleetlake.Lake.Stores;

namespace Fleetlake.Tests.Cli;

/// <summary>A folder of event files in which one is deleted after it was listed, as often as it is told to.</summary>
internal sealed class VanishingStore(IObjectStore inner, Action vanish, int times) : IObjectStore
{
    private int _left = times;

    /// <summary>How often the files were listed.</summary>
    public int Listings { get; private set; }

    public async IAsyncEnumerable<StoredObject> ListAsync(
        IReadOnlyList<string> prefixes, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        Listings++;
        var listed = new List<StoredObject>();
        await foreach (var found in inner.ListAsync(prefixes, cancellation))
            listed.Add(found);
        if (_left-- > 0)
            vanish();
        foreach (var found in listed)
            yield return found;
    }

    public string Describe(string key = "") => inner.Describe(key);

    public Task EnsureReadableAsync(CancellationToken cancellation) => inner.EnsureReadableAsync(cancellation);

    public Task<StoredObject?> FindAsync(string key, CancellationToken cancellation) => inner.FindAsync(key, cancellation);

    public ValueTask<int> ReadAsync(StoredObject listed, long offset, Memory<byte> destination, CancellationToken cancellation) =>
        inner.ReadAsync(listed, offset, destination, cancellation);

    public Task<(StoredObject Object, byte[] Bytes)?> GetAsync(string key, CancellationToken cancellation) => inner.GetAsync(key, cancellation);

    public Task<StoredObject?> PutAsync(string key, ReadOnlyMemory<byte> bytes, PutCondition condition, CancellationToken cancellation) =>
        inner.PutAsync(key, bytes, condition, cancellation);

    public ObjectUpload Upload(string key, string owner) => inner.Upload(key, owner);

    public Task DeleteAsync(string key, CancellationToken cancellation) => inner.DeleteAsync(key, cancellation);

    public Stream OpenRead(StoredObject listed) => inner.OpenRead(listed);

    public Task<LocalFile> LocalFileAsync(StoredObject listed, CancellationToken cancellation) => inner.LocalFileAsync(listed, cancellation);

    public Task SweepAsync(string owner, CancellationToken cancellation) => inner.SweepAsync(owner, cancellation);
}
