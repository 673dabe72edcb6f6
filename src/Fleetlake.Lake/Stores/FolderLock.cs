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
        catch (IOException fault) when (IsHeld(fault))
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

    // A full disk is no holder: only EWOULDBLOCK (11, on macOS 35) and Windows' sharing and lock violations are.
    private static bool IsHeld(IOException fault) =>
        fault.HResult is 11 or 35 or unchecked((int)0x80070020) or unchecked((int)0x80070021);
}
