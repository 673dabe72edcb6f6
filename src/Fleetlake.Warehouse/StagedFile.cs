namespace Fleetlake.Warehouse;

/// <summary>The one Parquet file of a staged partition. Its columns are the table's without <c>date</c>.</summary>
/// <param name="Path">Where it lies on this machine; any name is taken as it is, never as a pattern.</param>
public sealed record StagedFile(string Path);
