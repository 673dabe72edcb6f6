using Fleetlake.Warehouse.DuckDb;
using Xunit;

namespace Fleetlake.Tests.Cli;

/// <summary>What only a process of its own shows: signals, pipes and limits.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly Sandbox _sandbox = Sandbox.WithDay();
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    public ProcessTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "signals and shells of Unix");

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Ctrl_c_stops_a_run_cleanly_with_130_and_says_what_is_done()
    {
        _sandbox.Environment["FLEETLAKE_WAREHOUSE__WAITSECONDS"] = "60";
        var warehouse = await new DuckDbWarehouse(new DuckDbOptions { Path = _sandbox.PathOf("lake", "warehouse.duckdb") }).OpenAsync(_cancellation);
        using var process = FleetlakeProcess.Start(_sandbox, "run", "--date", Sandbox.Day);
        await process.UntilItSaysAsync("stage:delete");

        process.PressCtrlC();

        (await process.EndAsync()).Exits(130).SaysItPlainly().Says(
            "load:update_events: stopped; what it writes is as it was",
            "2019-06-01 was stopped. Done: extract, stage:update, stage:register, stage:deregister, stage:create, stage:delete. Run it again to go on.");
        await warehouse.DisposeAsync();
        (await _sandbox.RunDay()).Exits(0).Says("extract: as it should be", "stage:update: as it should be", "load:update_events: done");
    }

    [Fact]
    public async Task Ctrl_c_while_waiting_for_another_run_stops_with_130()
    {
        _sandbox.Environment["FLEETLAKE_LAKE__WAITSECONDS"] = "60";
        await using var lease = await new Fleetlake.Lake.Leases.FolderLeases(_sandbox.PathOf("lake", "raw", "_leases")).AcquireAsync("update_events/2019-06-01", TimeSpan.Zero, _cancellation);
        using var process = FleetlakeProcess.Start(_sandbox, "run", "--date", Sandbox.Day);
        await process.UntilItSaysAsync("extract: done");

        process.PressCtrlC();

        (await process.EndAsync()).Exits(130).Says("stage:update: stopped", "Done: extract. Run it again to go on.");
    }

    [Fact]
    public async Task Ctrl_c_stops_a_query_with_130()
    {
        (await _sandbox.RunDay()).Exits(0);
        using var process = FleetlakeProcess.Start(_sandbox, "query", "select count(*) from range(100000000000) as t(i) where i % 7 = 3", "--format", "csv");
        await UntilLockedAsync(_sandbox.PathOf("lake", "warehouse.duckdb.lock"));

        process.PressCtrlC();

        Assert.Empty((await process.EndAsync()).Exits(130).SaysItPlainly().Says("stopped").Output);
    }

    [Fact]
    public async Task Whoever_has_seen_enough_may_close_the_pipe()
    {
        (await _sandbox.RunDay()).Exits(0);

        var result = await FleetlakeProcess.RunShellAsync(
            _sandbox, "\"$0\" query 'select i, repeat($$x$$, 100) as x from range(200000) as t(i)' --format csv | head -1; echo \"${PIPESTATUS[0]}\"");

        result.Exits(0);
        Assert.Equal("i,x\n0\n", result.Output);
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task Csv_is_utf_8_without_a_byte_order_mark()
    {
        (await _sandbox.RunDay()).Exits(0);

        (await FleetlakeProcess.RunShellAsync(_sandbox, "\"$0\" query \"select 'ß' as x\" --format csv > out.csv")).Exits(0);

        Assert.Equal("x\r\nß\r\n"u8.ToArray(), await File.ReadAllBytesAsync(_sandbox.PathOf("out.csv"), _cancellation));
    }

    [Fact]
    public async Task A_disk_that_takes_no_more_fails_the_step_and_leaves_the_lake_as_it_was()
    {
        (await _sandbox.RunDay()).Exits(0);
        var rows = await _sandbox.AllRows();
        var files = _sandbox.LakeFiles();
        // Text that does not compress, so that the new raw part is beyond the limit.
        var dice = new Random(7);
        _sandbox.WriteEvents("2019-06-01-10-0-0-events.json", [.. Enumerable.Range(0, 20_000).Select(_ => Line.Event("vehicle", "update", "2019-06-01T10:00:00Z", $$"""{"id":"{{dice.NextInt64():x}}{{dice.NextInt64():x}}"}"""))]);
        // Without its own memory mappings of files, which the limit would hit as well.
        _sandbox.Environment["DOTNET_EnableWriteXorExecute"] = "0";

        var result = await FleetlakeProcess.RunShellAsync(_sandbox, "trap '' XFSZ; ulimit -f 128; exec \"$0\" run --date 2019-06-01");

        result.Exits(1).SaysItPlainly().Says("extract: failed", "cannot write ", _sandbox.PathOf("lake", "raw"));
        Assert.Equal(files, _sandbox.LakeFiles());
        Assert.Equal(rows, await _sandbox.AllRows());
        (await _sandbox.RunDay()).Exits(0);
        Assert.Equal(["20003"], await _sandbox.Rows("select count(*) from update_events"));
    }

    [Fact]
    public async Task A_process_takes_its_configuration_from_its_environment_and_its_folder()
    {
        _sandbox.Environment["FLEETLAKE_SAMPLE"] = "somewhere";
        _sandbox.Environment["FLEETLAKE_SOURCE__TIMEZONE"] = "Mars/Olympus";
        _sandbox.Write(".env", "FLEETLAKE_LAKE__RAW=gs://bucket\n");

        (await FleetlakeProcess.RunAsync(_sandbox, "run", "--date", Sandbox.Day)).Exits(2).Says(
            "2 fault(s)", "source.timeZone (environment FLEETLAKE_SOURCE__TIMEZONE)", ".env:1 FLEETLAKE_LAKE__RAW): found \"gs://bucket\"");
    }

    // The warehouse's lock is the first thing that tells from outside that the query has begun.
    private async Task UntilLockedAsync(string path)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                await using var free = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                return;
            }

            await Task.Delay(20, patience.Token);
        }
    }
}
