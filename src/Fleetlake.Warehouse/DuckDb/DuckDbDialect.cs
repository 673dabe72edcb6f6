using Fleetlake.Events.Schema;
using Fleetlake.Warehouse.Rendering;

namespace Fleetlake.Warehouse.DuckDb;

/// <summary>DuckDB's spelling, in a session whose time zone is UTC.</summary>
internal sealed class DuckDbDialect : SqlDialect
{
    public static readonly DuckDbDialect Instance = new();

    public static string TypeOf(ColumnType type) => type switch
    {
        ColumnType.Text => "VARCHAR",
        ColumnType.Timestamp => "TIMESTAMP WITH TIME ZONE",
        ColumnType.Double => "DOUBLE",
        ColumnType.Date => "DATE",
        ColumnType.BigInt => "BIGINT",
        ColumnType.Binary => "BLOB",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No type of a column."),
    };

    protected override string AddDays(string date, string days) => $"({date} + {days})";

    protected override string SecondsBetween(string from, string to) => $"((epoch_us({to}) - epoch_us({from})) / 1e6)";

    protected override string StartOfDay(string date) => $"cast({date} as timestamptz)";
}
