using System.Runtime.InteropServices;

namespace Fleetlake.Lake.Staging;

/// <summary>
/// Memory that goes back to the system the moment it is freed. The C library's does not always: it keeps what it thinks will be
/// asked for again, and a day's columns are there twice then.
/// </summary>
internal static unsafe partial class NativePages
{
    private const int ReadAndWrite = 3;
    private const int PrivateAndAnonymous = 0x22;
    private const nint Failed = -1;

    public static void* Allocate(nuint bytes)
    {
        if (!OperatingSystem.IsLinux())
            return NativeMemory.Alloc(bytes);
        nint start = Map(0, Math.Max(bytes, 1), ReadAndWrite, PrivateAndAnonymous, -1, 0);
        return start == Failed ? throw new LakeException(FaultKind.Failed, $"the system has no {bytes:N0} bytes of memory for a column of staged rows.") : (void*)start;
    }

    public static void Free(void* start, nuint bytes)
    {
        if (!OperatingSystem.IsLinux())
            NativeMemory.Free(start);
        else if (start is not null)
            _ = Unmap((nint)start, Math.Max(bytes, 1));
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint start, nuint bytes, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint start, nuint bytes);
}
