using Fleetlake.Lake.Leases;
using Fleetlake.Warehouse.DuckDb;
using Xunit;

namespace Fleetlake.Tests.Cli;

/// <summary>What another run holds: whoever comes is told who has it, and may try again.</summary>
public sealed class HeldTests : IDisposable
{
    private readonly Sandbox _sandbox = Sandbox.WithDay();
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task A_date_that_another_run_holds_exits_with_75_and_says_who_has_it()
    {
        await using (await HoldAsync("source-date/2019-06-01"))
        {
            (await _sandbox.RunDay()).Exits(75).SaysItPlainly().Says(
                "the lease on source-date/2019-06-01 is held by process ", $"{Environment.ProcessId} on {Environment.MachineName} since 20", "waited 0 s");
            (await _sandbox.Run("extract", "--date", Sandbox.Day)).Exits(75);
            (await _sandbox.Run("run", "--date", Sandbox.NextDay)).Exits(0);
        }

        (await _sandbox.RunDay()).Exits(0);
    }

    [Fact]
    public async Task A_partition_that_another_run_holds_fails_its_step_with_75_and_skips_what_needs_it()
    {
        await using (await HoldAsync("update_events/2019-06-01"))
        {
            var result = (await _sandbox.RunDay()).Exits(75).SaysItPlainly().Says(
                "stage:update: failed", "the lease on update_events/2019-06-01 is held by process", "load:create_events: done");
            Assert.DoesNotContain("load:update_events", result.Error, StringComparison.Ordinal);
        }

        (await _sandbox.RunDay()).Exits(0);
        Assert.Equal(["3"], await _sandbox.Rows("select count(*) from update_events"));
    }

    [Fact]
    public async Task A_lease_is_waited_for()
    {
        _sandbox.Environment["FLEETLAKE_LAKE__WAITSECONDS"] = "30";
        var held = await HoldAsync("source-date/2019-06-01");
        var run = _sandbox.RunDay();
        await Task.Delay(200, _cancellation);
        Assert.False(run.IsCompleted);

        await held.DisposeAsync();

        (await run).Exits(0);
    }

    [Fact]
    public async Task A_locked_warehouse_exits_with_75_and_what_came_before_is_done()
    {
        await using (await HoldWarehouseAsync())
        {
            var result = (await _sandbox.RunDay()).Exits(75).SaysItPlainly().Says(
                "stage:create: done", "load:update_events: failed", $"{_sandbox.PathOf("lake", "warehouse.duckdb")} is held by process {Environment.ProcessId} on {Environment.MachineName}");
            Assert.DoesNotContain("Trying again", result.Error, StringComparison.Ordinal);
            (await _sandbox.Run("query", "select 1")).Exits(75).Says("is held by process");
        }

        (await _sandbox.RunDay()).Exits(0).Says("extract: as it should be", "load:update_events: done");
    }

    [Fact]
    public async Task A_warehouse_that_another_process_has_locked_exits_with_75()
    {
        await using (await HoldWarehouseAsync())
        {
            var query = await FleetlakeProcess.RunAsync(_sandbox, "query", "select 1");
            query.Exits(75).Says($"is held by process {Environment.ProcessId}");
        }
    }

    [Fact]
    public async Task A_date_that_another_process_runs_exits_with_75()
    {
        // The other process waits for the warehouse with the date's lease in its hands.
        await using var warehouse = await HoldWarehouseAsync();
        _sandbox.Environment["FLEETLAKE_WAREHOUSE__WAITSECONDS"] = "60";
        using var other = FleetlakeProcess.Start(_sandbox, "run", "--date", Sandbox.Day);
        await other.UntilItSaysAsync("stage:delete");

        (await _sandbox.RunDay()).Exits(75).Says($"source-date/2019-06-01 is held by process {other.Id} on ");

        await warehouse.DisposeAsync();
        (await other.EndAsync()).Exits(0);
    }

    private Task<ILease> HoldAsync(string name) =>
        new FolderLeases(_sandbox.PathOf("lake", "raw", "_leases")).AcquireAsync(name, TimeSpan.Zero, _cancellation);

    private async Task<IAsyncDisposable> HoldWarehouseAsync() =>
        await new DuckDbWarehouse(new DuckDbOptions { Path = _sandbox.PathOf("lake", "warehouse.duckdb") }).OpenAsync(_cancellation);
}
