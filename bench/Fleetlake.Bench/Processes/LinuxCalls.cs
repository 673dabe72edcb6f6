using System.Runtime.InteropServices;

namespace Fleetlake.Bench.Processes;

/// <summary>What .NET has no call for.</summary>
internal static partial class LinuxCalls
{
    private const int OfChildren = -1;

    // struct rusage of 64-bit Linux, all of it longs: user and system time (seconds, microseconds), then maxrss in KiB.
    private const int UsageLongs = 18;

    /// <summary>User and system time in seconds of all children that have ended, and the peak in bytes of the largest.</summary>
    public static (double CpuSeconds, long PeakBytes) UsageOfChildren()
    {
        if (!OperatingSystem.IsLinux())
            return default;
        long[] usage = new long[UsageLongs];
        if (GetUsage(OfChildren, usage) != 0)
            throw new BenchException($"getrusage: error {Marshal.GetLastPInvokeError()}.");
        return (usage[0] + usage[2] + ((usage[1] + usage[3]) / 1e6), usage[4] << 10);
    }

    /// <summary>Writes what the system holds back for the disk, so that no process pays for what another one wrote.</summary>
    public static void Flush()
    {
        if (OperatingSystem.IsLinux())
            Sync();
    }

    [LibraryImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    private static partial int GetUsage(int who, [Out] long[] usage);

    [LibraryImport("libc", EntryPoint = "sync")]
    private static partial void Sync();
}
