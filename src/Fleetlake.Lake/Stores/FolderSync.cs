using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Fleetlake.Lake.Stores;

/// <summary>Makes what is written durable, beyond what the framework does.</summary>
internal static partial class FolderSync
{
    private const int ReadOnly = 0;
    private const uint BeginToWrite = 2;

    /// <summary>Has the system begin to write what it has of a file, so that there is less to wait for at the end.</summary>
    public static void Begin(SafeFileHandle file)
    {
        // A matter of time alone: where it fails, the flush at the end writes all.
        if (OperatingSystem.IsLinux())
            _ = SyncRange(file, 0, 0, BeginToWrite);
    }

    /// <summary>Makes a rename durable: on Unix the folder has to be flushed as well as the file.</summary>
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

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    private static partial int SyncRange(SafeFileHandle file, long offset, long count, uint flags);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
