namespace Fleetlake.Warehouse.Models;

/// <summary>A table that a model reads, and which dates of it.</summary>
/// <param name="Table">A staged table or another model.</param>
/// <param name="Window">The dates around the one built.</param>
public sealed record TableRead(string Table, DateWindow Window);
