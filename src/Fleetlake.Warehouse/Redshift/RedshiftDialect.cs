using Fleetlake.Events.Schema;
using Fleetlake.Warehouse.Rendering;

namespace Fleetlake.Warehouse.Redshift;

/// <summary>Redshift's spelling, in a session whose time zone is UTC.</summary>
internal sealed class RedshiftDialect : SqlDialect
{
    public static readonly RedshiftDialect Instance = new();

    /// <summary>A text in SQL, where no parameter can stand. What a backslash means there depends on the server: a text with one is refused.</summary>
    /// <exception cref="FleetlakeException">Caller when the text has a backslash or a control character.</exception>
    public static string Text(string text) => text.Any(character => character == '\\' || char.IsControl(character))
        ? throw new FleetlakeException(FaultKind.Caller, $"\"{text}\" has a backslash or a control character, expected none in the name of a role or an object that Redshift reads.")
        : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public string Names(IEnumerable<Column> columns) => string.Join(", ", columns.Select(column => Name(column.Name)));

    /// <summary>A condition for the rows of these dates, of which there is one or more.</summary>
    public string In(IEnumerable<DateOnly> dates) => $"\"date\" in ({string.Join(", ", dates.Select(Date))})";

    // A derived table has to have a name.
    public override string Unnamed(string table, string name) => $"{table} as {Name(name)}";

    protected override string AddDays(string date, string days) => $"({date} + cast({days} as integer))";

    // Of a difference of two timestamps Redshift gives whole seconds.
    protected override string SecondsBetween(string from, string to) =>
        $"(cast(datediff('microsecond', {from} at time zone 'UTC', {to} at time zone 'UTC') as double precision) / 1000000)";

    protected override string StartOfDay(string date) => $"cast({date} as timestamptz)";
}
