using Fleetlake.Events.Schema;

namespace Fleetlake.Warehouse.ClickHouse;

/// <summary>Tables on one server.</summary>
internal sealed class OneServer : IPlacement
{
    private static readonly ClickHouseDialect Dialect = ClickHouseDialect.Instance;

    public string Stored(TableSchema table) => table.Name;

    public IReadOnlyList<string> CreateTable(TableSchema table) =>
        [$"create table if not exists {Dialect.Name(table.Name)} ({TableDefinition.Columns(table)}) engine = MergeTree {TableDefinition.Keys(table)}"];

    public IReadOnlyList<string> CreateStates() =>
        [$"create table if not exists {PartitionState.TableName} ({ClickHousePartitions.Columns}) engine = ReplacingMergeTree(written) {ClickHousePartitions.Key}"];

    public IReadOnlyList<string> CreateSide(TableSchema table, string side) => [$"create table {side} as {Dialect.Name(table.Name)}"];

    public string FillSide(TableSchema table, string side, string query)
    {
        var columns = Dialect.Names(table.Columns);
        // The query begins on the statement's first line, so that the server counts its lines as the file does.
        return $"insert into {side} ({columns}) select {columns} from ({query}\n) as m";
    }

    public IReadOnlyList<string> Replace(TableSchema table, string? side, IReadOnlyList<DateOnly> filled, IReadOnlyList<DateOnly> emptied)
    {
        var commands = filled.Select(date => $"replace partition {ClickHouseDialect.Partition(date)} from {side}")
            .Concat(emptied.Select(date => $"drop partition {ClickHouseDialect.Partition(date)}"));
        return [$"alter table {Dialect.Name(table.Name)} {string.Join(", ", commands)}"];
    }

    public IReadOnlyList<string> DropSide(string side) => [$"drop table if exists {side} sync"];
}
