using System.IO.Enumeration;
using System.Runtime.CompilerServices;

namespace Fleetlake.Lake.Stores;

/// <summary>
/// A folder as an object store. A put writes a temporary file below <c>_tmp/</c>, makes it durable and renames it, so that a
/// reader sees the old object or the new one. An ETag is the time of the last change and the size.
/// </summary>
public sealed class FolderStore : IObjectStore
{
    private const string TemporaryFolder = "_tmp";
    private const string PutOwner = "put";
    private static readonly EnumerationOptions Everything =
        new() { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.None };

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
            foreach (var found in List(path, folder.Key, [.. folder], cancellation))
                yield return found;
        }
    }

    /// <inheritdoc/>
    public Task<StoredObject?> FindAsync(string key, CancellationToken cancellation) => Task.FromResult(Find(key));

    /// <inheritdoc/>
    public ValueTask<int> ReadAsync(StoredObject listed, long offset, Memory<byte> destination, CancellationToken cancellation)
    {
        try
        {
            using var handle = Open(listed.Key);
            int read = 0;
            while (read < destination.Length)
            {
                int count = RandomAccess.Read(handle, destination.Span[read..], offset + read);
                if (count == 0)
                    break;
                read += count;
            }

            EnsureUnchanged(listed, new DateTimeOffset(File.GetLastWriteTimeUtc(handle)).UtcTicks, RandomAccess.GetLength(handle));
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
            EnsureUnchanged(listed, File.GetLastWriteTimeUtc(stream.SafeFileHandle).Ticks, stream.Length);
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

    internal static string ETagOf(long ticks, long size) => $"{ticks:x}-{size:x}";

    private Microsoft.Win32.SafeHandles.SafeFileHandle Open(string key) =>
        File.OpenHandle(PathOf(key), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    private StoredObject? Find(string key)
    {
        var file = new FileInfo(PathOf(key));
        try
        {
            if (!file.Exists)
                return null;
            var target = TargetOf(file);
            return new StoredObject(key, target.Length, ETagOf(target.LastWriteTimeUtc.Ticks, target.Length));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private void EnsureUnchanged(StoredObject listed, long ticks, long size)
    {
        if (ETagOf(ticks, size) != listed.ETag)
        {
            throw new ObjectChangedException(
                $"{PathOf(listed.Key)} changed while it was read: found {size} bytes, expected {listed.Size} as listed.");
        }
    }

    private static List<StoredObject> List(string path, string folderKey, string[] prefixes, CancellationToken cancellation)
    {
        try
        {
            var found = new List<StoredObject>();
            foreach (var entry in Enumerate(path, folderKey, prefixes))
            {
                cancellation.ThrowIfCancellationRequested();
                found.Add(entry);
            }

            return found;
        }
        catch (Exception fault) when (FolderFaults.IsFileFault(fault))
        {
            throw FolderFaults.Explain(fault, "list", path);
        }
    }

    // Files below a folder whose keys begin with one of the prefixes; a folder is entered only when one can lie below it.
    private static FileSystemEnumerable<StoredObject> Enumerate(string path, string folderKey, string[] prefixes)
    {
        string KeyOf(ref FileSystemEntry entry)
        {
            var below = entry.Directory[path.Length..].TrimStart(Path.DirectorySeparatorChar);
            string parent = below.Length == 0 ? folderKey : $"{folderKey}{below.ToString().Replace(Path.DirectorySeparatorChar, '/')}/";
            return $"{parent}{entry.FileName}";
        }

        bool IsAsked(string key) => prefixes.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal));
        return new FileSystemEnumerable<StoredObject>(path, (ref FileSystemEntry entry) => Describe(ref entry, KeyOf(ref entry)), Everything)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && IsAsked(KeyOf(ref entry)),
            ShouldRecursePredicate = (ref FileSystemEntry entry) =>
                entry.FileName is not TemporaryFolder && IsAsked($"{KeyOf(ref entry)}/"),
        };
    }

    private static StoredObject Describe(ref FileSystemEntry entry, string key)
    {
        if (entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
        {
            var target = TargetOf(new FileInfo(entry.ToFullPath()));
            return new StoredObject(key, target.Length, ETagOf(target.LastWriteTimeUtc.Ticks, target.Length));
        }

        long size = entry.Length;
        return new StoredObject(key, size, ETagOf(entry.LastWriteTimeUtc.UtcTicks, size));
    }

    // A prefix of another prefix lists what that one lists.
    private static IEnumerable<string> WithoutCovered(IReadOnlyList<string> prefixes) =>
        prefixes.Distinct(StringComparer.Ordinal).Where(prefix => !prefixes.Any(other =>
            other.Length < prefix.Length && prefix.StartsWith(other, StringComparison.Ordinal)));

    private string PutLock => Path.Combine(_root, TemporaryFolder, "put.lock");

    private static string FolderOf(string prefix) => prefix[..(prefix.LastIndexOf('/') + 1)];

    // What is read through a link is the file that it names at last.
    private static FileInfo TargetOf(FileInfo file) =>
        file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target ? target : file;

    private string PathOf(string key)
    {
        if (key.Split('/').Any(part => part is "." or "..") || key.Contains('\0', StringComparison.Ordinal) || key.StartsWith('/'))
            throw new LakeException(FaultKind.Failed, $"the key {key} leaves its store.");
        return Path.Combine(_root, key.Replace('/', Path.DirectorySeparatorChar));
    }
}
