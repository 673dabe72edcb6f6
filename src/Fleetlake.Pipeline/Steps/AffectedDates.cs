using Fleetlake.Lake.State;
using Fleetlake.Warehouse.Freshness;
using Fleetlake.Warehouse.Models;

namespace Fleetlake.Pipeline.Steps;

/// <summary>Which dates of a model the source date may have changed: its own, and those that its events reach.</summary>
internal static class AffectedDates
{
    public static async Task<IReadOnlyList<DateOnly>> OfAsync(
        Workspace work, Manifest commit, Model model, CancellationToken cancellation)
    {
        var runDates = await work.Commits.DatesAsync(cancellation);
        var changed = commit.Touched.SelectMany(date => date.Value.Keys.Select(table => new TableDate(table, date.Key)));
        var affected = Staleness.Affected(work.Models, changed, runDates)
            .Where(partition => partition.Table == model.Name).Select(partition => partition.Date);
        return [.. affected.Append(commit.Date).Distinct().Order()];
    }
}
