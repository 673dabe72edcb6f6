using System.Globalization;
using Fleetlake.Events.Schema;

namespace Fleetlake.Warehouse.Spark;

/// <summary>A table of the lake as the Data Catalog has it, wherever the lake lies.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Zone">The zone that it lies in: <c>raw</c> or <c>staging</c>.</param>
/// <param name="Folder">Its folder in the zone, ending in <c>/</c>; empty when it is the zone itself.</param>
/// <param name="Description">What its rows are.</param>
/// <param name="Columns">What its files hold.</param>
/// <param name="PartitionKeys">What its folders are named by, <c>date</c> first.</param>
public sealed record LakeTable(
    string Name, string Zone, string Folder, string Description, IReadOnlyList<Column> Columns, IReadOnlyList<Column> PartitionKeys)
{
    /// <summary>
    /// What the catalog is told besides: that partitions are worked out from the dates. Of the other keys nobody knows the values
    /// before they come: a query names the one that it asks for.
    /// </summary>
    /// <param name="location">The URL of its folder, ending in <c>/</c>.</param>
    /// <param name="from">The first date that is looked for; the last is tomorrow, since a vehicle's clock may be ahead.</param>
    public IEnumerable<(string Name, string Value)> Parameters(string location, DateOnly from)
    {
        yield return ("classification", "parquet");
        yield return ("EXTERNAL", "TRUE");
        yield return ("projection.enabled", "true");
        yield return ("projection.date.type", "date");
        yield return ("projection.date.format", "yyyy-MM-dd");
        yield return ("projection.date.range", string.Create(CultureInfo.InvariantCulture, $"{from:yyyy-MM-dd},NOW+1DAYS"));
        yield return ("projection.date.interval", "1");
        yield return ("projection.date.interval.unit", "DAYS");
        foreach (var key in PartitionKeys.Skip(1))
            yield return ($"projection.{key.Name}.type", "injected");
        yield return ("storage.location.template", location + string.Concat(PartitionKeys.Select(key => $"{key.Name}=${{{key.Name}}}/")));
    }
}
