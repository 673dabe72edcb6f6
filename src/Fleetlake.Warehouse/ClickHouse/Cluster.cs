using Fleetlake.Events.Schema;
using Fleetlake.Warehouse.Models;
using Fleetlake.Warehouse.Rendering;

namespace Fleetlake.Warehouse.ClickHouse;

/// <summary>
/// Tables on the shards of a cluster. Each table <c>t</c> has a table <c>t_local</c> on every server: with the server's shard of
/// the rows, and then <c>t</c> is a <c>Distributed</c> table over them all, or, when the table lacks a column of the shard key,
/// with all rows, and then <c>t</c> is a view of it.
/// </summary>
internal sealed class Cluster(string cluster, IReadOnlyList<string> shardBy) : IPlacement
{
    private const string LocalSuffix = "_local";

    // Replicas of all shards are replicas of one table.
    private const string Everywhere = "'/clickhouse/tables/{uuid}/all', '{shard}-{replica}'";

    private static readonly ClickHouseDialect Dialect = ClickHouseDialect.Instance;
    private static readonly ClickHouseDialect OfShard = ClickHouseDialect.Of(LocalSuffix);

    public string Suffix => LocalSuffix;

    private string OnCluster => $"on cluster {Dialect.Name(cluster)}";

    private string ClusterText => ClickHouseDialect.Text(cluster);

    public IReadOnlyList<string> CreateTable(TableSchema table) => Create(table, table.Name, "if not exists ");

    public IReadOnlyList<string> CreateStates() =>
        [$"create table if not exists {PartitionState.TableName} {OnCluster} ({ClickHousePartitions.Columns}) engine = ReplicatedReplacingMergeTree({Everywhere}, written) {ClickHousePartitions.Key}"];

    public string Side(TableSchema table, string side) => IsSharded(table) ? side : side + LocalSuffix;

    public IReadOnlyList<string> CreateSide(TableSchema table, string side) => Create(table, side, "");

    public IReadOnlyList<string> FillSide(Model model, string side, IReadOnlyList<DateOnly> dates)
    {
        var columns = Dialect.Names(model.Table.Columns);
        if (!model.JoinsWithinShard || !IsSharded(model.Table))
            return [$"insert into {Side(model.Table, side)} ({columns}) select {columns} from ({new ModelSql(Dialect, model, dates).Query()}\n) as m"];
        return
        [
            $"create view {View(side)} {OnCluster} as select {columns} from ({new ModelSql(OfShard, model, dates).Query()}\n) as m",
            $"insert into {side} ({columns}) select {columns} from cluster({ClusterText}, currentDatabase(), {View(side)})",
        ];
    }

    public IReadOnlyList<string> Replace(TableSchema table, string side, IReadOnlyList<DateOnly> filled, IReadOnlyList<DateOnly> emptied)
    {
        var commands = filled.Select(date => $"replace partition {ClickHouseDialect.Partition(date)} from {side}{LocalSuffix}")
            .Concat(emptied.Select(date => $"move partition {ClickHouseDialect.Partition(date)} to table {side}{LocalSuffix}"));
        string where = IsSharded(table) ? $" {OnCluster}" : "";
        string alter = $"alter table {Dialect.Name(table.Name + LocalSuffix)}{where} {string.Join(", ", commands)}";
        // The replica that replaces need not be the one that was written to.
        return filled.Count == 0 ? [alter] : [$"system sync replica {OnCluster} {side}{LocalSuffix}", alter];
    }

    public IReadOnlyList<string> DropSide(string side) =>
    [
        $"drop table if exists {View(side)} {OnCluster} sync",
        $"drop table if exists {side} {OnCluster} sync",
        $"drop table if exists {side}{LocalSuffix} {OnCluster} sync",
    ];

    private static string View(string side) => $"{side}_rows";

    private bool IsSharded(TableSchema table) => shardBy.All(name => table.Columns.Any(column => column.Name == name));

    private IReadOnlyList<string> Create(TableSchema table, string name, string condition)
    {
        bool isSharded = IsSharded(table);
        string local = Dialect.Name(name + LocalSuffix);
        string engine = isSharded ? "ReplicatedMergeTree" : $"ReplicatedMergeTree({Everywhere})";
        string key = string.Join(", ", shardBy.Select(Dialect.Name));
        string stored = $"create table {condition}{local} {OnCluster} ({TableDefinition.Columns(table)}) engine = {engine} {TableDefinition.Keys(table)}";
        string spread = $"create table {condition}{Dialect.Name(name)} {OnCluster} as {local} engine = Distributed({ClusterText}, currentDatabase(), {local}, sipHash64({key}))";
        string seen = $"create view {condition}{Dialect.Name(name)} {OnCluster} as select * from {local}";
        return [stored, isSharded ? spread : seen];
    }
}
