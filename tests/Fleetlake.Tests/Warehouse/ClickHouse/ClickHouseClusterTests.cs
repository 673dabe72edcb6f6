using Fleetlake.Pipeline.Running;
using Fleetlake.Pipeline.Steps;
using Fleetlake.Simulator;
using Fleetlake.Tests.Pipeline;
using Fleetlake.Warehouse.ClickHouse;
using Fleetlake.Warehouse.Models;
using Xunit;

namespace Fleetlake.Tests.Warehouse.ClickHouse;

/// <summary>
/// A cluster: its statements as they were reviewed, and whole runs on two servers with <c>Distributed</c> tables. What needs Keeper, on
/// cluster and Replicated, is not run: a relay says the statements to both servers.
/// </summary>
public sealed class ClickHouseClusterTests
{
    private static readonly DateOnly First = new(2019, 6, 1);
    private static readonly DateOnly Second = new(2019, 6, 2);

    [Fact]
    public void Statements_are_those_that_were_reviewed()
    {
        var cluster = new Cluster("fleet", ["organization_id", "vehicle_id"]);
        var models = ModelCatalog.BuiltIn(Workspace.StagedTables);
        var updates = Workspace.StagedTables.Single(table => table.Name == "update_events");
        var creates = Workspace.StagedTables.Single(table => table.Name == "create_events");
        using var files = new ModelFiles().Add("counts.sql", ModelFiles.Good("counts"));
        var statements = new List<string>();
        statements.AddRange(cluster.CreateStates());
        foreach (var table in new[] { updates, creates })
        {
            string side = $"fleetlake_side_01234567_{table.Name}";
            statements.AddRange(cluster.CreateTable(table));
            statements.AddRange(cluster.CreateSide(table, side));
            statements.Add(new StagedInsert(new() { Url = new Uri("http://localhost:8123"), Cluster = "fleet" }, table, cluster.Side(table, side), First).Sent);
            statements.AddRange(cluster.Replace(table, side, [First], [Second]));
            statements.AddRange(cluster.DropSide(side));
        }

        statements.AddRange(cluster.FillSide(models.Find("vehicle_daily_distance"), "fleetlake_side_01234567_vehicle_daily_distance", [First]));
        statements.AddRange(cluster.FillSide(files.Read().Find("counts"), "fleetlake_side_01234567_counts", [First]));

        Assert.Equal(Golden("cluster.sql"), string.Concat(statements.Select(statement => $"{statement};\n")));
    }

    [Fact]
    public async Task Days_on_two_shards_give_the_rows_of_the_reference()
    {
        int[] ports = [ClusterRelay.FreePort(), ClusterRelay.FreePort()];
        string shards = string.Concat(ports.Select(port => $"<shard><replica><host>127.0.0.1</host><port>{port}</port></replica></shard>"));
        using var first = new TestServer($"<remote_servers><fleet>{shards}</fleet></remote_servers>", tcpPort: ports[0]);
        using var second = new TestServer($"<remote_servers><fleet>{shards}</fleet></remote_servers>", tcpPort: ports[1]);
        var one = new TestDatabase(first.ConnectionString);
        using var two = new TestDatabase(second.ConnectionString, one.Name);
        using var relay = new ClusterRelay(one.Url, two.Url);
        using var fleet = new FleetCase(database: one);
        one.Configuration["FLEETLAKE_WAREHOUSE__CLUSTER"] = "fleet";
        one.Relay = relay.Url;
        fleet.Simulate(new FleetOptions { Date = First, StartSecond = 86_400 - 200, Seconds = 400, Vehicles = 12, Mess = 0.1 });

        await fleet.RunAsync(First);
        await fleet.RunAsync(Second);
        await fleet.AssertAsReferenceAsync(First, Second);
        await fleet.RunAsync(First, new RunOptions(Force: true));
        await fleet.AssertAsReferenceAsync(First, Second);

        const string Count = "select count() from update_events_local";
        Assert.NotEqual(["0"], one.Execute(Count));
        Assert.NotEqual(["0"], two.Execute(Count));
        Assert.Equal(one.Execute("select count() from create_events_local"), two.Execute("select count() from create_events_local"));
        foreach (string table in new[] { "update_events", "vehicle_position_data", "vehicle_operation_metadata", "operating_period_distance" })
            Assert.Empty(one.Execute($"select distinct organization_id, vehicle_id from {table}_local").Intersect(two.Execute($"select distinct organization_id, vehicle_id from {table}_local")));
        Assert.DoesNotContain(one.Tables().Concat(two.Tables()), table => table.StartsWith(SideTable.Prefix, StringComparison.Ordinal));
    }

    private static string Golden(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Warehouse", "ClickHouse", "Golden", name));
}
