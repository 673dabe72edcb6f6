using Fleetlake.Lake.Stores;

namespace Fleetlake.Lake.Leases;

/// <summary>
/// Leases of a lake in a folder: a file for each, locked by the operating system, which lets go of it whenever its process
/// ends, however it ends. A file <c>.holder</c> beside it says who holds the lease, or held it last: a locked file cannot be read.
/// </summary>
public sealed class FolderLeases(string folder) : ILeases
{
    private static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    public async Task<ILease> AcquireAsync(string name, TimeSpan wait, CancellationToken cancellation)
    {
        string path = Path.Combine(folder, $"{name}.lease");
        long started = Environment.TickCount64;
        while (true)
        {
            if (TryTake(path) is { } file)
                return new FolderLease(name, file);
            if (Environment.TickCount64 - started >= wait.TotalMilliseconds)
                throw Held(name, path, wait);
            await Task.Delay(RetryEvery, cancellation);
        }
    }

    private static FileStream? TryTake(string path)
    {
        try
        {
            if (FolderLock.TryTake(path) is not { } file)
                return null;
            File.WriteAllBytes(HolderPath(path), LeaseHolder.Current.ToBytes());
            return file;
        }
        catch (Exception fault) when (FolderFaults.IsFileFault(fault))
        {
            throw FolderFaults.Explain(fault, "write", path);
        }
    }

    private static LakeException Held(string name, string path, TimeSpan wait)
    {
        string holder = LeaseHolder.Parse(ReadHolder(path))?.ToString() ?? "another process";
        return new LakeException(
            FaultKind.Held, $"the lease on {name} is held by {holder}; waited {wait.TotalSeconds:0} s for it.");
    }

    private static string ReadHolder(string path)
    {
        try
        {
            return File.ReadAllText(HolderPath(path));
        }
        catch (Exception fault) when (FolderFaults.IsFileFault(fault))
        {
            return "";
        }
    }

    private static string HolderPath(string path) => Path.ChangeExtension(path, ".holder");

    private sealed class FolderLease(string name, FileStream file) : ILease
    {
        public string Name => name;

        public Task EnsureHeldAsync(CancellationToken cancellation) => Task.CompletedTask;

        public ValueTask DisposeAsync() => file.DisposeAsync();
    }
}
