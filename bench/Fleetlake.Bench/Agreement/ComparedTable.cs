using Fleetlake.Events.Schema;
using Fleetlake.Pipeline.Steps;
using Fleetlake.Warehouse.Models;

namespace Fleetlake.Bench.Agreement;

/// <summary>A table that both contenders have.</summary>
/// <param name="Name">The table, or the model that builds it.</param>
/// <param name="Keys">The columns that are the same to the bit.</param>
/// <param name="Sums">The columns that are calculated, so that their last digits depend on the order of adding.</param>
internal sealed record ComparedTable(string Name, IReadOnlyList<string> Keys, IReadOnlyList<string> Sums)
{
    private const string Rejected = "rejected_events";
    private const string Calculated = "driven_meters";

    /// <summary>The staged tables and the models. The peer has no rejected lines; a clean day has none.</summary>
    public static IReadOnlyList<ComparedTable> All() =>
    [
        .. Workspace.StagedTables.Where(table => table.Name != Rejected).Select(Of),
        .. ModelCatalog.BuiltIn(Workspace.StagedTables).Models.Select(model => Of(model.Table)),
    ];

    private static ComparedTable Of(TableSchema table)
    {
        var columns = table.Columns.Select(column => column.Name).ToLookup(name => name == Calculated);
        return new(table.Name, [.. columns[false]], [.. columns[true]]);
    }
}
