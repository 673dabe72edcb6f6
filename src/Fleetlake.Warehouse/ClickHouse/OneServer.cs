using Fleetlake.Events.Schema;
using Fleetlake.Warehouse.Models;
using Fleetlake.Warehouse.Rendering;

namespace Fleetlake.Warehouse.ClickHouse;

/// <summary>Tables on one server.</summary>
internal sealed class OneServer : IPlacement
{
    private static readonly ClickHouseDialect Dialect = ClickHouseDialect.Instance;

    public string Suffix => "";

    public IReadOnlyList<string> CreateTable(TableSchema table) =>
        [$"create table if not exists {Dialect.Name(table.Name)} ({TableDefinition.Columns(table)}) engine = MergeTree {TableDefinition.Keys(table)}"];

    public IReadOnlyList<string> CreateStates() =>
        [$"create table if not exists {PartitionState.TableName} ({ClickHousePartitions.Columns}) engine = ReplacingMergeTree(written) {ClickHousePartitions.Key}"];

    public string Side(TableSchema table, string side) => side;

    public IReadOnlyList<string> CreateSide(TableSchema table, string side) => [$"create table {side} as {Dialect.Name(table.Name)}"];

    public IReadOnlyList<string> FillSide(Model model, string side, IReadOnlyList<DateOnly> dates)
    {
        var columns = Dialect.Names(model.Table.Columns);
        // The query begins on the statement's first line, so that the server counts its lines as the file does.
        return [$"insert into {side} ({columns}) select {columns} from ({new ModelSql(Dialect, model, dates).Query()}\n) as m"];
    }

    public IReadOnlyList<string> Replace(TableSchema table, string side, IReadOnlyList<DateOnly> filled, IReadOnlyList<DateOnly> emptied)
    {
        var commands = filled.Select(date => $"replace partition {ClickHouseDialect.Partition(date)} from {side}")
            .Concat(emptied.Select(date => $"move partition {ClickHouseDialect.Partition(date)} to table {side}"));
        return [$"alter table {Dialect.Name(table.Name)} {string.Join(", ", commands)}"];
    }

    public IReadOnlyList<string> DropSide(string side) => [$"drop table if exists {side} sync"];
}
