namespace Fleetlake.Events.Schema;

/// <summary>A column of a table: its name as every engine spells it, its type and whether it may be null.</summary>
/// <param name="Name">The name, in lower case.</param>
/// <param name="Type">The type.</param>
/// <param name="IsNullable">True when a row may have no value here.</param>
public sealed record Column(string Name, ColumnType Type, bool IsNullable = false);

/// <summary>
/// A table that is partitioned by <c>date</c>. <see cref="Columns"/> holds every column, <c>date</c> among them
/// for a warehouse table; the files of a staged table leave it to their folder's name.
/// </summary>
/// <param name="Name">The name of the table.</param>
/// <param name="Columns">The columns in their order.</param>
/// <param name="OrderBy">The columns that the rows of a partition are sorted by.</param>
public sealed record TableSchema(string Name, IReadOnlyList<Column> Columns, IReadOnlyList<string> OrderBy);
