using System.IO.Enumeration;

namespace Fleetlake.Lake.Stores;

/// <summary>Lists the files below a folder: their names first, and then, on all processors, what they are.</summary>
internal static class FolderListing
{
    private static readonly EnumerationOptions Everything =
        new() { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.None };

    /// <summary>The files whose keys begin with one of the prefixes; one that is gone by the time it is looked at is none.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="folderKey">What its keys begin with.</param>
    /// <param name="prefixes">What is asked for, all of it below the folder.</param>
    /// <param name="cancellation">Stops the listing.</param>
    public static StoredObject?[] List(string path, string folderKey, string[] prefixes, CancellationToken cancellation)
    {
        try
        {
            var keys = new List<string>();
            foreach (string? key in Enumerate(path, folderKey, prefixes))
            {
                cancellation.ThrowIfCancellationRequested();
                if (IsAsked(prefixes, key))
                    keys.Add(key);
            }

            return Look(path, folderKey, keys, cancellation);
        }
        catch (AggregateException faults) when (FolderFaults.IsFileFault(faults.InnerExceptions[0]))
        {
            throw FolderFaults.Explain(faults.InnerExceptions[0], "list", path);
        }
        catch (Exception fault) when (FolderFaults.IsFileFault(fault))
        {
            throw FolderFaults.Explain(fault, "list", path);
        }
    }

    private static StoredObject?[] Look(string path, string folderKey, List<string> keys, CancellationToken cancellation)
    {
        var found = new StoredObject?[keys.Count];
        using var folder = OperatingSystem.IsLinux() ? LinuxFiles.Open(path) : null;
        Parallel.For(0, keys.Count, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            var name = keys[i].AsSpan(folderKey.Length);
            var seen = folder is null ? null : LinuxFiles.Look(folder, name);
            if ((seen ?? FileFacts.Of(Path.Join(path, name))) is { } facts)
                found[i] = new StoredObject(keys[i], facts.Size, facts.ETag);
        });
        return found;
    }

    // A folder is entered only when a key that is asked for can lie below it.
    private static FileSystemEnumerable<string> Enumerate(string path, string folderKey, string[] prefixes)
    {
        string KeyOf(ref FileSystemEntry entry)
        {
            var below = entry.Directory[path.Length..].TrimStart(Path.DirectorySeparatorChar);
            return below.Length == 0
                ? string.Concat(folderKey, entry.FileName)
                : $"{folderKey}{below.ToString().Replace(Path.DirectorySeparatorChar, '/')}/{entry.FileName}";
        }

        return new FileSystemEnumerable<string>(path, KeyOf, Everything)
        {
            ShouldIncludePredicate = (ref entry) => !entry.IsDirectory,
            ShouldRecursePredicate = (ref entry) =>
                entry.FileName is not FolderStore.TemporaryFolder && IsAsked(prefixes, $"{KeyOf(ref entry)}/"),
        };
    }

    private static bool IsAsked(string[] prefixes, string key)
    {
        foreach (string prefix in prefixes)
        {
            if (key.StartsWith(prefix, StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
