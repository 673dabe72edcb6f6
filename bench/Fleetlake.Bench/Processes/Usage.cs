namespace Fleetlake.Bench.Processes;

/// <summary>What a process used from its start to its end.</summary>
/// <param name="WallSeconds">Time on the clock.</param>
/// <param name="CpuSeconds">Time of all cores, the system's for it included.</param>
/// <param name="PeakBytes">The most memory it had resident.</param>
internal sealed record Usage(double WallSeconds, double CpuSeconds, long PeakBytes)
{
    /// <summary>Of two processes, one after the other.</summary>
    public Usage Then(Usage next) =>
        new(WallSeconds + next.WallSeconds, CpuSeconds + next.CpuSeconds, Math.Max(PeakBytes, next.PeakBytes));
}
