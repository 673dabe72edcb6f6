using System.Runtime.CompilerServices;

namespace Fleetlake.Lake.Stores;

/// <summary>
/// A folder as an object store. A put writes a temporary file below <c>_tmp/</c>, makes it durable and renames it, so that a
/// reader sees the old object or the new one. An ETag is the time of the last change and the size.
/// </summary>
public sealed class FolderStore : IObjectStore
{
    internal const string TemporaryFolder = "_tmp";
    private const string PutOwner = "put";

    private readonly string _root;

    /// <summary>A store below a folder, which need not be there yet.</summary>
    /// <param name="folder">An absolute path, or one relative to the current folder.</param>
    public FolderStore(string folder) => _root = Path.GetFullPath(folder);

    /// <inheritdoc/>
    public string Describe(string key = "") => PathOf(key);

    /// <inheritdoc/>
    public Task EnsureReadableAsync(CancellationToken cancellation)
    {
        if (!Directory.Exists(_root))
        {
            string found = File.Exists(_root) ? "a file" : "nothing";
            throw new LakeException(FaultKind.Caller, $"{_root}: found {found}, expected a folder of event files.");
        }

        try
        {
            using var entries = Directory.EnumerateFileSystemEntries(_root).GetEnumerator();
            entries.MoveNext();
        }
        catch (Exception fault) when (FolderFaults.IsFileFault(fault))
        {
            throw FolderFaults.Explain(fault, "read", _root);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredObject> ListAsync(
        IReadOnlyList<string> prefixes, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        foreach (var folder in WithoutCovered(prefixes).GroupBy(FolderOf, StringComparer.Ordinal))
        {
            string path = Path.TrimEndingDirectorySeparator(PathOf(folder.Key));
            if (!Directory.Exists(path))
                continue;
            foreach (var found in FolderListing.List(path, folder.Key, [.. folder], cancellation))
            {
                if (found is { } listed)
                    yield return listed;
            }
        }
    }

    /// <inheritdoc/>
    public Task<StoredObject?> FindAsync(string key, CancellationToken cancellation) => Task.FromResult(Find(key));

    /// <inheritdoc/>
    public ValueTask<int> ReadAsync(StoredObject listed, long offset, Memory<byte> destination, CancellationToken cancellation)
    {
        try
        {
            string path = PathOf(listed.Key);
            if (!OperatingSystem.IsLinux() || LinuxFiles.Read(path, offset, destination.Span, out var facts) is var read && read < 0)
                read = Read(path, offset, destination.Span, out facts);
            EnsureUnchanged(listed, facts);
            return ValueTask.FromResult(read);
        }
        catch (Exception fault) when (FolderFaults.IsFileFault(fault))
        {
            throw FolderFaults.Explain(fault, "read", PathOf(listed.Key));
        }
    }

    /// <inheritdoc/>
    public async Task<(StoredObject Object, byte[] Bytes)?> GetAsync(string key, CancellationToken cancellation)
    {
        while (true)
        {
            if (Find(key) is not { } found)
                return null;
            try
            {
                byte[] bytes = new byte[found.Size];
                int read = await ReadAsync(found, 0, bytes, cancellation);
                return (found, bytes[..read]);
            }
            catch (ObjectChangedException)
            {
                // Replaced between the two looks: the new one is as good.
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    /// <inheritdoc/>
    public async Task<StoredObject?> PutAsync(
        string key, ReadOnlyMemory<byte> bytes, PutCondition condition, CancellationToken cancellation)
    {
        await using var upload = Upload(key, PutOwner);
        await upload.Content.WriteAsync(bytes, cancellation);
        await upload.FinishAsync(cancellation);
        if (condition == default)
            return await upload.PublishAsync(cancellation);

        // Only puts with a condition exclude each other: those of one key are all made with one.
        await using var exclusive = await FolderLock.TakeAsync(PutLock, cancellation);
        var present = Find(key);
        bool holds = condition.IfAbsent ? present is null : present?.ETag == condition.IfETag;
        return holds ? await upload.PublishAsync(cancellation) : null;
    }

    /// <inheritdoc/>
    public ObjectUpload Upload(string key, string owner) =>
        new FolderUpload(key, PathOf(key), Path.Combine(_root, TemporaryFolder, owner));

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancellation)
    {
        string path = PathOf(key);
        try
        {
            if (File.Exists(path))
                File.Delete(path);
        }
        catch (Exception fault) when (FolderFaults.IsFileFault(fault))
        {
            throw FolderFaults.Explain(fault, "delete", path);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Stream OpenRead(StoredObject listed)
    {
        try
        {
            var stream = new FileStream(
                PathOf(listed.Key), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            EnsureUnchanged(listed, new FileFacts(stream.Length, File.GetLastWriteTimeUtc(stream.SafeFileHandle).Ticks));
            return stream;
        }
        catch (Exception fault) when (FolderFaults.IsFileFault(fault))
        {
            throw FolderFaults.Explain(fault, "read", PathOf(listed.Key));
        }
    }

    /// <inheritdoc/>
    public Task<LocalFile> LocalFileAsync(StoredObject listed, CancellationToken cancellation) =>
        Task.FromResult(new LocalFile(PathOf(listed.Key), IsCopy: false));

    /// <inheritdoc/>
    public async Task SweepAsync(string owner, CancellationToken cancellation)
    {
        string folder = Path.Combine(_root, TemporaryFolder, owner);
        try
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            await SweepPutsAsync();
        }
        catch (Exception fault) when (FolderFaults.IsFileFault(fault))
        {
            throw FolderFaults.Explain(fault, "sweep", folder);
        }
    }

    // Puts have no owner whose lease would protect them: what nobody has open is of a process that has ended.
    private async Task SweepPutsAsync()
    {
        string folder = Path.Combine(_root, TemporaryFolder, PutOwner);
        if (!Directory.Exists(folder))
            return;
        foreach (string path in Directory.EnumerateFiles(folder))
        {
            if (FolderLock.TryTake(path) is not { } left)
                continue;
            File.Delete(path);
            await left.DisposeAsync();
        }
    }

    private static int Read(string path, long offset, Span<byte> into, out FileFacts facts)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        int read = 0;
        while (read < into.Length && RandomAccess.Read(handle, into[read..], offset + read) is var count and > 0)
            read += count;
        facts = new FileFacts(RandomAccess.GetLength(handle), File.GetLastWriteTimeUtc(handle).Ticks);
        return read;
    }

    private StoredObject? Find(string key) =>
        FileFacts.Of(PathOf(key)) is { } facts ? new StoredObject(key, facts.Size, facts.ETag) : null;

    private void EnsureUnchanged(StoredObject listed, FileFacts facts)
    {
        if (facts.ETag != listed.ETag)
        {
            throw new ObjectChangedException(
                $"{PathOf(listed.Key)} changed while it was read: found {facts.Size} bytes, expected {listed.Size} as listed.");
        }
    }

    // A prefix of another prefix lists what that one lists.
    private static IEnumerable<string> WithoutCovered(IReadOnlyList<string> prefixes) =>
        prefixes.Distinct(StringComparer.Ordinal).Where(prefix => !prefixes.Any(other =>
            other.Length < prefix.Length && prefix.StartsWith(other, StringComparison.Ordinal)));

    private string PutLock => Path.Combine(_root, TemporaryFolder, "put.lock");

    private static string FolderOf(string prefix) => prefix[..(prefix.LastIndexOf('/') + 1)];

    private string PathOf(string key)
    {
        if (LeavesStore(key))
            throw new LakeException(FaultKind.Failed, $"the key {key} leaves its store.");
        return Path.Combine(_root, key.Replace('/', Path.DirectorySeparatorChar));
    }

    private static bool LeavesStore(ReadOnlySpan<char> key)
    {
        if (key.Contains('\0') || key.StartsWith('/'))
            return true;
        foreach (var part in key.Split('/'))
        {
            if (key[part] is "." or "..")
                return true;
        }

        return false;
    }
}
