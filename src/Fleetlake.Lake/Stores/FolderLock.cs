namespace Fleetlake.Lake.Stores;

/// <summary>A file that one process at a time has locked; the operating system lets go of it when the process ends.</summary>
internal static class FolderLock
{
    private static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(5);

    /// <summary>Locks the file, or gives null when another holds it.</summary>
    public static FileStream? TryTake(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Locks the file for the moment that a put takes.</summary>
    public static async Task<FileStream> TakeAsync(string path, CancellationToken cancellation)
    {
        while (true)
        {
            if (TryTake(path) is { } held)
                return held;
            await Task.Delay(RetryEvery, cancellation);
        }
    }
}
