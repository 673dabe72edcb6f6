using Fleetlake.Bench.Contenders;
using Fleetlake.Bench.Days;

namespace Fleetlake.Bench;

/// <summary>All that one contender came to on one day.</summary>
internal sealed record Measurements(string Name, SimulatedDay Day, IReadOnlyList<Outcome> Outcomes)
{
    public double WallSeconds => Median(each => each.Usage.WallSeconds);

    public double CpuSeconds => Median(each => each.Usage.CpuSeconds);

    public double PeakBytes => Median(each => each.Usage.PeakBytes);

    public double LeastWallSeconds => Outcomes.Min(each => each.Usage.WallSeconds);

    public double MostWallSeconds => Outcomes.Max(each => each.Usage.WallSeconds);

    /// <summary>Each part with its own median, so that they need not add up to <see cref="WallSeconds"/>.</summary>
    public IReadOnlyList<Part> Parts =>
        [.. Outcomes[0].Parts.Select((part, i) => part with { Seconds = Median(each => each.Parts[i].Seconds) })];

    private double Median(Func<Outcome, double> value)
    {
        double[] sorted = [.. Outcomes.Select(value).Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
