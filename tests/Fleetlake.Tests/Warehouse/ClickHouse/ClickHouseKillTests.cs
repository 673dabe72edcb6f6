using Fleetlake.Pipeline.Running;
using Fleetlake.Simulator;
using Fleetlake.Tests.Pipeline;
using Fleetlake.Warehouse.ClickHouse;
using Xunit;

namespace Fleetlake.Tests.Warehouse.ClickHouse;

/// <summary>A server that is killed in the middle of a run, and one whose disk is full.</summary>
public sealed class ClickHouseKillTests
{
    private const int Kills = 6;
    private static readonly DateOnly Day = new(2019, 6, 1);

    [Fact]
    public async Task A_server_that_is_killed_within_loads_and_models_and_started_again_loses_nothing()
    {
        using var server = new TestServer();
        using var fleet = new FleetCase(database: new TestDatabase(server.ConnectionString));
        var random = new Random(Kills);
        int failed = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            fleet.Simulate(new FleetOptions { Date = Day, StartSecond = kill * 30, Seconds = 30, Vehicles = 8, Mess = 0.1 });
            var run = Task.Run(() => fleet.TryRunAsync(Day, new RunOptions(Force: true)), TestContext.Current.CancellationToken);
            await UntilLoadingAsync(fleet, random.Next(0, 400));
            server.Kill();
            failed += (await run).ExitCode == 0 ? 0 : 1;
            server.Start();

            await fleet.RunAsync(Day);
            await fleet.AssertAsReferenceAsync(Day);
        }

        Assert.True(failed > Kills / 2, $"only {failed} of {Kills} runs were still going on when the server was killed.");
        Assert.DoesNotContain(fleet.Database!.Tables(), table => table.StartsWith(SideTable.Prefix, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_full_disk_is_told_and_when_there_is_room_the_next_run_goes_on()
    {
        // As with a disk whose free space is less than what has to be kept free.
        using var server = new TestServer("""
            <storage_configuration>
              <disks><small><path>FOLDER/disk/</path><keep_free_space_bytes>9000000000000000</keep_free_space_bytes></small></disks>
              <policies><small><volumes><main><disk>small</disk></main></volumes></small></policies>
            </storage_configuration>
            """);
        using var fleet = new FleetCase(database: new TestDatabase(server.ConnectionString));
        fleet.Simulate(new FleetOptions { Date = Day, Seconds = 30, Vehicles = 4 });
        await fleet.RunAsync(Day);
        fleet.Database!.Execute("drop table update_events sync");
        fleet.Database.Execute(
            "create table update_events (date Date32, vehicle_id LowCardinality(String), updated_at DateTime64(6, 'UTC'), lat Nullable(Float64), long Nullable(Float64), "
            + "located_at Nullable(DateTime64(6, 'UTC')), organization_id LowCardinality(String)) partition by date order by (vehicle_id, updated_at) settings storage_policy = 'small'");

        var run = await fleet.TryRunAsync(Day, new RunOptions(Force: true));

        Assert.Equal(1, run.ExitCode);
        var step = run.Steps.Single(step => step.Id == "load:update_events");
        Assert.Contains("the server's disk is full", step.Error, StringComparison.Ordinal);
        Assert.Contains("update_events/date=2019-06-01/part-00000.parquet", step.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("--force", step.Error, StringComparison.Ordinal);

        fleet.Database.Execute("drop table update_events sync");
        await fleet.RunAsync(Day, new RunOptions(Force: true));
        await fleet.AssertAsReferenceAsync(Day);
    }

    private static async Task UntilLoadingAsync(FleetCase fleet, int milliseconds)
    {
        // Side tables are there from the first load on.
        for (int i = 0; i < 500 && !fleet.Database!.Tables().Any(table => table.StartsWith(SideTable.Prefix, StringComparison.Ordinal)); i++)
            await Task.Delay(5);
        await Task.Delay(milliseconds);
    }
}
