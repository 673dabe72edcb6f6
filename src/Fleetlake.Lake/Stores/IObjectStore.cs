namespace Fleetlake.Lake.Stores;

/// <summary>What a put asks of the object that it would replace.</summary>
/// <param name="IfETag">The put is done only while the object has this ETag; null asks nothing of it.</param>
/// <param name="IfAbsent">The put is done only while there is no such object.</param>
public readonly record struct PutCondition(string? IfETag = null, bool IfAbsent = false);

/// <summary>
/// Objects below a root, with the operations that S3 has: nothing is appended to or changed in place, and a reader sees an
/// object whole as it was put. Faults are <see cref="LakeException"/>s that name the object.
/// </summary>
public interface IObjectStore
{
    /// <summary>True where a read waits for a network: there it pays to ask for many objects before they are needed.</summary>
    bool IsRemote => false;

    /// <summary>The URL or path of an object (or of the root, for an empty key), as a person writes it.</summary>
    string Describe(string key = "");

    /// <summary>Fails with <see cref="FaultKind.Caller"/> when the root does not exist or may not be read.</summary>
    Task EnsureReadableAsync(CancellationToken cancellation);

    /// <summary>Every object whose key begins with one of the prefixes, in no order. None twice.</summary>
    IAsyncEnumerable<StoredObject> ListAsync(IReadOnlyList<string> prefixes, CancellationToken cancellation);

    /// <summary>The object as it is now, or null.</summary>
    Task<StoredObject?> FindAsync(string key, CancellationToken cancellation);

    /// <summary>
    /// Reads a range of an object into a buffer, as many bytes as the object has there. When the object is no longer the one
    /// that was listed, fails with an <see cref="ObjectChangedException"/>.
    /// </summary>
    ValueTask<int> ReadAsync(StoredObject listed, long offset, Memory<byte> destination, CancellationToken cancellation);

    /// <summary>All bytes of a small object and what it was when they were read, or null when there is none.</summary>
    Task<(StoredObject Object, byte[] Bytes)?> GetAsync(string key, CancellationToken cancellation);

    /// <summary>Puts a small object at once.</summary>
    /// <returns>What was put, or null when the condition did not hold.</returns>
    Task<StoredObject?> PutAsync(string key, ReadOnlyMemory<byte> bytes, PutCondition condition, CancellationToken cancellation);

    /// <summary>Begins an object of any size. It is there when the upload is completed, and not before.</summary>
    /// <param name="key">The object's key.</param>
    /// <param name="owner">Whose upload it is; see <see cref="SweepAsync"/>.</param>
    ObjectUpload Upload(string key, string owner);

    /// <summary>Deletes an object; that there is none is no fault.</summary>
    Task DeleteAsync(string key, CancellationToken cancellation);

    /// <summary>Opens an object for reading at any position.</summary>
    Stream OpenRead(StoredObject listed);

    /// <summary>The object as a file of this machine, a copy if it has to be.</summary>
    Task<LocalFile> LocalFileAsync(StoredObject listed, CancellationToken cancellation);

    /// <summary>Removes what unfinished uploads of an owner have left. The caller holds the owner's lease.</summary>
    Task SweepAsync(string owner, CancellationToken cancellation);
}
