using Fleetlake.Events.Schema;
using Fleetlake.Warehouse.Models;

namespace Fleetlake.Warehouse.ClickHouse;

/// <summary>
/// Where tables lie, one server or the shards of a cluster, as statements. A side table has the columns of its table and is
/// filled where no reader looks; then its partitions take the place of the table's.
/// </summary>
internal interface IPlacement
{
    /// <summary>Makes a table if it is missing.</summary>
    IReadOnlyList<string> CreateTable(TableSchema table);

    /// <summary>Makes the table of partition states if it is missing.</summary>
    IReadOnlyList<string> CreateStates();

    /// <summary>What the names of tables that hold rows on a server end in, after the table's own.</summary>
    string Suffix { get; }

    /// <summary>The side table to write to and to read from.</summary>
    string Side(TableSchema table, string side);

    /// <summary>Makes an empty side table.</summary>
    IReadOnlyList<string> CreateSide(TableSchema table, string side);

    /// <summary>Fills a side table with dates of a model.</summary>
    IReadOnlyList<string> FillSide(Model model, string side, IReadOnlyList<DateOnly> dates);

    /// <summary>
    /// Puts partitions of a side table in the place of the table's, and empties others. Each command names the side table, so that
    /// one that reaches the server after the side table was swept changes nothing.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="side">The side table.</param>
    /// <param name="filled">The partitions that the side table has rows of.</param>
    /// <param name="emptied">Those that have no rows any more.</param>
    IReadOnlyList<string> Replace(TableSchema table, string side, IReadOnlyList<DateOnly> filled, IReadOnlyList<DateOnly> emptied);

    /// <summary>Removes a side table.</summary>
    IReadOnlyList<string> DropSide(string side);
}
