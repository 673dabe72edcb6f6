namespace Fleetlake.Warehouse;

/// <summary>What a warehouse knows of one partition, kept in its table <c>fleetlake_partitions</c>.</summary>
/// <param name="Table">The table.</param>
/// <param name="Date">The partition.</param>
/// <param name="Version">Another value whenever the rows are others: of a loaded partition what the caller gave, of a built one a new one.</param>
/// <param name="Inputs">What a built partition was made from, see <see cref="Freshness.Staleness.Inputs"/>; empty for a loaded one.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Checked">The <see cref="Models.Model.Hash"/> whose tests these rows passed; null when none did.</param>
public sealed record PartitionState(string Table, DateOnly Date, string Version, string Inputs, long Rows, string? Checked)
{
    /// <summary>The warehouse table that holds the states.</summary>
    public const string TableName = "fleetlake_partitions";
}
