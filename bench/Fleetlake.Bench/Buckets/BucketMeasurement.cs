using System.Diagnostics;

namespace Fleetlake.Bench.Buckets;

/// <summary>What some requests took.</summary>
/// <param name="InFlight">The limit of requests in flight.</param>
/// <param name="Objects">Objects listed or read.</param>
/// <param name="Bytes">Bytes read.</param>
/// <param name="WallSeconds">Time on the clock.</param>
/// <param name="CpuSeconds">Processor time of this process, which is the client's side.</param>
internal sealed record BucketMeasurement(int InFlight, int Objects, long Bytes, double WallSeconds, double CpuSeconds)
{
    /// <summary>Of all cores, how much of them the client used.</summary>
    public double CpuShare => CpuSeconds / WallSeconds / Environment.ProcessorCount;

    public static async Task<BucketMeasurement> OfAsync(int inFlight, Func<Task<(int Objects, long Bytes)>> work)
    {
        using var self = Process.GetCurrentProcess();
        var before = self.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        var (objects, bytes) = await work();
        double wall = clock.Elapsed.TotalSeconds;
        self.Refresh();
        return new BucketMeasurement(inFlight, objects, bytes, wall, (self.TotalProcessorTime - before).TotalSeconds);
    }
}
