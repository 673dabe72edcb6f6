using System.Globalization;
using Fleetlake.Events.Schema;
using Fleetlake.Warehouse.Rendering;

namespace Fleetlake.Warehouse.ClickHouse;

/// <summary>ClickHouse's spelling. Dates are <c>Date32</c>: <c>Date</c> begins in 1970, and the contract of events in 1900.</summary>
internal sealed class ClickHouseDialect : SqlDialect
{
    public static readonly ClickHouseDialect Instance = new("");

    private readonly string _suffix;

    private ClickHouseDialect(string suffix) => _suffix = suffix;

    /// <summary>Reads the tables whose names end so: of a cluster, those of a shard.</summary>
    public static ClickHouseDialect Of(string suffix) => new(suffix);

    public override string Date(DateOnly date) => string.Create(CultureInfo.InvariantCulture, $"toDate32('{date:yyyy-MM-dd}')");

    /// <summary>A partition's name in <c>alter table</c>.</summary>
    public static string Partition(DateOnly date) => string.Create(CultureInfo.InvariantCulture, $"'{date:yyyy-MM-dd}'");

    public static string Text(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    public string Names(IEnumerable<Column> columns) => string.Join(", ", columns.Select(column => Name(column.Name)));

    protected override string Table(string name) => Name(name + _suffix);

    protected override string AddDays(string date, string days) => $"addDays({date}, {days})";

    protected override string SecondsBetween(string from, string to) => $"((toUnixTimestamp64Micro({to}) - toUnixTimestamp64Micro({from})) / 1e6)";

    protected override string StartOfDay(string date) => $"toDateTime64({date}, 6, 'UTC')";
}
