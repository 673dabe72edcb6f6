using Fleetlake.Bench.Contenders;
using Fleetlake.Bench.Days;
using Fleetlake.Bench.Processes;

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

/// <summary>What was measured on days of another kind; null and nothing for what was not asked for.</summary>
/// <param name="OneFile">The same events in one file, the product and its peers.</param>
/// <param name="Broken">The day with every fifth line broken, the product alone.</param>
/// <param name="History">A tenth of a day by how many of them are in the lake.</param>
internal sealed record OtherDays(
    (Measurements Product, IReadOnlyList<Measurements> Peers)? OneFile, Measurements? Broken, IReadOnlyList<(int Days, Usage Usage)> History);
