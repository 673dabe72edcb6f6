using Fleetlake.Lake.Stores;

namespace Fleetlake.Lake.Leases;

/// <summary>
/// Leases of a lake in a folder: a file for each, locked by the operating system, which lets go of it whenever its process
/// ends, however it ends. Nobody else can read a file while it is locked, so a second one beside it says who holds the lease,
/// or held it last. The files stay.
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
        FileStream? file = null;
        try
        {
            file = FolderLock.TryTake(path);
            if (file is not null)
                WriteHolder(HolderOf(path));
            return file;
        }
        catch (Exception fault) when (FolderFaults.IsFileFault(fault))
        {
            file?.Dispose();
            throw FolderFaults.Explain(fault, "write", path);
        }
    }

    private static LakeException Held(string name, string path, TimeSpan wait)
    {
        string holder = LeaseHolder.Parse(ReadHolder(HolderOf(path)))?.ToString() ?? "another process";
        return new LakeException(
            FaultKind.Held, $"the lease on {name} is held by {holder}; waited {wait.TotalSeconds:0} s for it.");
    }

    private static string HolderOf(string path) => Path.ChangeExtension(path, ".holder");

    // Renamed into its place, so that whoever asks at this moment reads the whole of it.
    private static void WriteHolder(string path)
    {
        string temporary = $"{path}.new";
        File.WriteAllBytes(temporary, LeaseHolder.Current.ToBytes());
        File.Move(temporary, path, overwrite: true);
    }

    private static string ReadHolder(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception fault) when (FolderFaults.IsFileFault(fault))
        {
            return "";
        }
    }

    private sealed class FolderLease(string name, FileStream file) : ILease
    {
        public string Name => name;

        public Task EnsureHeldAsync(CancellationToken cancellation) => Task.CompletedTask;

        public ValueTask DisposeAsync() => file.DisposeAsync();
    }
}
