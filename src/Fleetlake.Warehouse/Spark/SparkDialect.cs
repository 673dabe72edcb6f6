using Fleetlake.Warehouse.Models;
using Fleetlake.Warehouse.Rendering;

namespace Fleetlake.Warehouse.Spark;

/// <summary>
/// Spark's spelling, in a session whose time zone is UTC. A model is rendered once for all dates: the job registers a view
/// under the name of each table, which holds the partitions of the model's window, and one for the dates that are built.
/// </summary>
internal sealed class SparkDialect : SqlDialect
{
    /// <summary>The view of the dates that are built.</summary>
    public const string DatesView = "dates_to_build";

    public static readonly SparkDialect Instance = new();

    public override string Name(string identifier) => $"`{Identifier.Check(identifier)}`";

    public override string Dates(IReadOnlyList<DateOnly> dates) => Name(DatesView);

    public override string Read(string table, IReadOnlyList<DateRange> ranges) => Name(table);

    protected override string AddDays(string date, string days) => $"date_add({date}, {days})";

    protected override string SecondsBetween(string from, string to) => $"((unix_micros({to}) - unix_micros({from})) / 1e6)";

    protected override string StartOfDay(string date) => $"cast({date} as timestamp)";
}
