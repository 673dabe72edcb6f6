namespace Fleetlake.Warehouse.Freshness;

/// <summary>A partition of a table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Date">The partition.</param>
public readonly record struct TableDate(string Table, DateOnly Date);
