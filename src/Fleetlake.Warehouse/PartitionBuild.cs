namespace Fleetlake.Warehouse;

/// <summary>A date of a model to be built.</summary>
/// <param name="Date">The date.</param>
/// <param name="Inputs">What it is made from, see <see cref="Freshness.Staleness.Inputs"/>; recorded with the partition.</param>
public sealed record PartitionBuild(DateOnly Date, string Inputs);
