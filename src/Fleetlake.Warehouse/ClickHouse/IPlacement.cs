using Fleetlake.Events.Schema;

namespace Fleetlake.Warehouse.ClickHouse;

/// <summary>
/// Where tables lie, one server or the shards of a cluster, as statements. A side table has the columns of its table and is
/// filled where no reader looks; then its partitions take the place of the table's.
/// </summary>
internal interface IPlacement
{
    /// <summary>The table that holds the rows of a table on a server, by whose columns it is judged.</summary>
    string Stored(TableSchema table);

    /// <summary>Makes a table if it is missing.</summary>
    IReadOnlyList<string> CreateTable(TableSchema table);

    /// <summary>Makes the table of partition states if it is missing.</summary>
    IReadOnlyList<string> CreateStates();

    /// <summary>Makes an empty side table.</summary>
    IReadOnlyList<string> CreateSide(TableSchema table, string side);

    /// <summary>Fills a side table by a model's query.</summary>
    /// <param name="table">The model's table.</param>
    /// <param name="side">The side table.</param>
    /// <param name="query">The query.</param>
    string FillSide(TableSchema table, string side, string query);

    /// <summary>Puts partitions of a side table in the place of the table's, and empties others.</summary>
    /// <param name="table">The table.</param>
    /// <param name="side">The side table; null when no partition is filled.</param>
    /// <param name="filled">The partitions that the side table has rows of.</param>
    /// <param name="emptied">Those that have no rows any more.</param>
    IReadOnlyList<string> Replace(TableSchema table, string? side, IReadOnlyList<DateOnly> filled, IReadOnlyList<DateOnly> emptied);

    /// <summary>Removes a side table.</summary>
    IReadOnlyList<string> DropSide(string side);
}
