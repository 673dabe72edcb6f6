using Fleetlake.Events.Contracts;
using Fleetlake.Events.Schema;
using Fleetlake.Lake;
using Fleetlake.Lake.Raw;
using Fleetlake.Lake.Source;
using Fleetlake.Lake.State;
using Fleetlake.Warehouse;
using Fleetlake.Warehouse.Models;

namespace Fleetlake.Pipeline.Steps;

/// <summary>What the steps work on.</summary>
public sealed record Workspace
{
    /// <summary>Where event files come from.</summary>
    public required EventSource Source { get; init; }

    /// <summary>The lake.</summary>
    public required DataLake Lake { get; init; }

    /// <summary>The warehouse.</summary>
    public required IWarehouse Warehouse { get; init; }

    /// <summary>The models.</summary>
    public required ModelCatalog Models { get; init; }

    /// <summary>The share of a day's lines, 0 to 1, beyond which its run fails.</summary>
    public double MaxRejectedShare { get; init; } = 0.5;

    /// <summary>How long to wait for a lease that another run holds.</summary>
    public TimeSpan LeaseWait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many workers read and parse at once.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The commits of the lake.</summary>
    public Commits Commits => new(Lake.Raw);

    /// <summary>The tables of the warehouse that are loaded from staging.</summary>
    public static IReadOnlyList<TableSchema> StagedTables { get; } =
    [
        .. EventContracts.All.Select(contract => WithDate(contract.Table)),
        WithDate(RejectedWriter.Table),
    ];

    /// <summary>The table of a model and those that it reads: they have to be there, with rows or without.</summary>
    public IEnumerable<TableSchema> TablesOf(Model model) => StagedTables.Concat(Models.Models.Select(each => each.Table))
        .Where(table => table.Name == model.Name || model.Reads.Any(read => read.Table == table.Name));

    private static TableSchema WithDate(TableSchema staged) =>
        staged with { Columns = [new Column("date", ColumnType.Date), .. staged.Columns] };
}
