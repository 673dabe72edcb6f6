using System.Runtime.InteropServices;

namespace Fleetlake.Lake.Stores;

/// <summary>Makes a rename durable: on Unix the folder has to be flushed as well as the file.</summary>
internal static partial class FolderSync
{
    private const int ReadOnly = 0;

    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        int handle = Open(folder, ReadOnly);
        if (handle < 0)
            throw new IOException($"cannot open {folder} to flush it: error {Marshal.GetLastPInvokeError()}.");
        try
        {
            // Some file systems cannot flush a folder (EINVAL); their renames are as durable as they get.
            _ = Sync(handle);
        }
        finally
        {
            _ = Close(handle);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
