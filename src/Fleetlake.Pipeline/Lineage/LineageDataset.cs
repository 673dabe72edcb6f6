using Fleetlake.Events.Schema;

namespace Fleetlake.Pipeline.Lineage;

/// <summary>Something that a step reads or writes, as OpenLineage names it.</summary>
/// <param name="Namespace">The data source.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Columns">Its columns; empty where it has none.</param>
internal sealed record LineageDataset(string Namespace, string Name, IReadOnlyList<Column> Columns)
{
    /// <summary>The rows that a step wrote, when it wrote any.</summary>
    public long? RowCount { get; init; }

    /// <summary>Their bytes, where they are known.</summary>
    public long? Size { get; init; }
}
