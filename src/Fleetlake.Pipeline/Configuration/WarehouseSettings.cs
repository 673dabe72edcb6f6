using Fleetlake.Lake.Leases;
using Fleetlake.Warehouse;
using Fleetlake.Warehouse.ClickHouse;
using Fleetlake.Warehouse.DuckDb;
using Fleetlake.Warehouse.Redshift;

namespace Fleetlake.Pipeline.Configuration;

/// <summary>The warehouse of a run: one of the engines, with its options.</summary>
public sealed record WarehouseSettings
{
    /// <summary>How a DuckDB warehouse is opened; null when the engine is another.</summary>
    public DuckDbOptions? DuckDb { get; init; }

    /// <summary>How a ClickHouse warehouse is reached; null when the engine is another.</summary>
    public ClickHouseOptions? ClickHouse { get; init; }

    /// <summary>How a Redshift warehouse is reached; null when the engine is another.</summary>
    public RedshiftOptions? Redshift { get; init; }

    /// <summary>Opens it.</summary>
    /// <param name="leases">The leases of the lake that it is loaded from, where it needs them.</param>
    public IWarehouse Open(Func<ILeases> leases) => this switch
    {
        { ClickHouse: { } options } => new ClickHouseWarehouse(options, leases),
        { Redshift: { } options } => new RedshiftWarehouse(options, leases),
        _ => new DuckDbWarehouse(DuckDb!),
    };
}
