using Xunit;

namespace Fleetlake.Tests.Cli;

/// <summary><c>fleetlake run</c> on days that come, change and go.</summary>
public sealed class RunTests : IDisposable
{
    private readonly Sandbox _sandbox = Sandbox.WithDay();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task A_day_goes_from_files_to_the_answer()
    {
        var result = (await _sandbox.RunDay()).Exits(0);

        Assert.Contains("2019-06-01   done", result.Output, StringComparison.Ordinal);
        result.Says("2019-06-01 extract: done", "5 rows, 1 rejected; 2 objects", "2019-06-01 check:vehicle_daily_distance: done");
        Assert.Equal(["2019-06-01,v_1,org_1,3,2223.9"], await _sandbox.Rows("select date, vehicle_id, organization_id, positions, round(driven_meters, 1) from vehicle_daily_distance"));
        Assert.Equal(["op_1,v_1,3"], await _sandbox.Rows("select operating_period_id, vehicle_id, positions from operating_period_distance"));
    }

    [Fact]
    public async Task The_second_run_says_unchanged_and_force_gives_the_same_rows_again()
    {
        (await _sandbox.RunDay()).Exits(0);
        var rows = await _sandbox.AllRows();
        var files = _sandbox.LakeFiles();

        var second = (await _sandbox.RunDay()).Exits(0);
        Assert.Contains("unchanged", second.Output, StringComparison.Ordinal);
        Assert.Contains("--force does it again", second.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("done in", second.Error, StringComparison.Ordinal);
        Assert.Equal(files, _sandbox.LakeFiles());

        var forced = (await _sandbox.RunDay("--force")).Exits(0).Says("extract: done", "stage:update: done", "load:update_events: done", "model:vehicle_daily_distance: done", "check:vehicle_daily_distance: done");
        Assert.DoesNotContain("unchanged", forced.Output, StringComparison.Ordinal);
        Assert.Equal(rows, await _sandbox.AllRows());
        Assert.Contains("unchanged", (await _sandbox.RunDay()).Exits(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_file_replaces_its_own_rows()
    {
        (await _sandbox.RunDay()).Exits(0);
        _sandbox.WriteEvents("2019-06-01-9-0-0-events.json", Line.Update("v_1", "2019-06-01T18:19:10Z", 52.05), Line.Update("v_1", "2019-06-01T18:20:10Z", 52.06));

        (await _sandbox.RunDay()).Exits(0).Says("extract: done", "stage:create: done", "stage:update: done");

        Assert.Equal(["52", "52.01", "52.05", "52.06"], await _sandbox.Rows("select lat from vehicle_position_data order by lat"));
    }

    [Fact]
    public async Task The_rows_of_a_file_that_is_gone_are_kept_until_they_are_pruned()
    {
        (await _sandbox.RunDay()).Exits(0);
        var rows = await _sandbox.AllRows();
        File.Delete(_sandbox.PathOf("events", Sandbox.FirstFile));

        (await _sandbox.RunDay()).Exits(0).Says("1 gone from the source and kept");
        Assert.Equal(rows, await _sandbox.AllRows());
        Assert.Contains("unchanged", (await _sandbox.RunDay()).Exits(0).Output, StringComparison.Ordinal);
        (await _sandbox.RunDay("--force")).Exits(0);
        Assert.Equal(rows, await _sandbox.AllRows());

        (await _sandbox.RunDay("--prune")).Exits(0);
        Assert.Equal(["52.02"], await _sandbox.Rows("select lat from vehicle_position_data"));
        Assert.Empty(await _sandbox.RowsOf("create_events", "register_events", "rejected_events", "operating_period_distance"));
        Assert.Contains("unchanged", (await _sandbox.RunDay("--prune")).Exits(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_late_file_is_taken_in_by_the_next_run_of_its_day()
    {
        (await _sandbox.RunDay()).Exits(0);
        _sandbox.WriteEvents("2019-06-01-23-0-0-events.json", Line.Update("v_1", "2019-06-01T18:17:40Z", 52.005));

        (await _sandbox.RunDay()).Exits(0).Says("extract: done");

        Assert.Equal(["52", "52.005", "52.01", "52.02"], await _sandbox.Rows("select lat from vehicle_position_data order by updated_at"));
    }

    [Fact]
    public async Task A_late_event_of_another_day_changes_the_days_that_it_reaches()
    {
        using var ordered = Sandbox.WithTwoDays();
        string[] late = [Line.Update("v_1", "2019-06-01T23:00:00Z", 52.025)];
        (await ordered.Run("run", "--date", Sandbox.Day, "--to", Sandbox.NextDay)).Exits(0);
        ordered.WriteEvents("2019-06-02-23-0-0-events.json", late);
        (await ordered.Run("run", "--date", Sandbox.NextDay)).Exits(0);

        using var atOnce = Sandbox.WithTwoDays();
        atOnce.WriteEvents("2019-06-02-23-0-0-events.json", late);
        (await atOnce.Run("run", "--date", Sandbox.NextDay)).Exits(0);
        (await atOnce.RunDay()).Exits(0);

        Assert.Contains("2019-06-01,5", await ordered.Rows("select date, count(*) + 1 from vehicle_position_data group by date order by date"));
        Assert.Equal(await atOnce.AllRows(), await ordered.AllRows());
    }

    [Fact]
    public async Task A_range_of_dates_is_run_in_order_with_a_row_each()
    {
        using var sandbox = Sandbox.WithTwoDays();

        var result = (await sandbox.Run("run", "--date", "2019-05-31", "--to", Sandbox.NextDay)).Exits(0);

        Assert.Equal(["2019-05-31", "2019-06-01", "2019-06-02"], result.PlainOutput.Split('\n')[2..].Select(line => line.Trim()[..10]));
    }

    [Fact]
    public async Task One_failed_date_of_a_range_does_not_stop_the_others()
    {
        using var sandbox = Sandbox.WithTwoDays();
        sandbox.WriteEvents("2019-05-31-1-0-0-events.json", Line.Broken);

        var result = (await sandbox.Run("run", "--date", "2019-05-31", "--to", Sandbox.Day)).Exits(1);

        Assert.Contains("2019-05-31   failed", result.Output, StringComparison.Ordinal);
        Assert.Contains("2019-06-01   done", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Days_before_are_looked_at_again_when_the_configuration_says_so()
    {
        using var sandbox = Sandbox.WithTwoDays();
        (await sandbox.RunDay()).Exits(0);
        sandbox.WriteEvents("2019-06-01-23-0-0-events.json", Line.Update("v_1", "2019-06-01T20:00:00Z", 52.5));
        sandbox.Environment["FLEETLAKE_SCHEDULE__LOOKBACKDAYS"] = "3";

        (await sandbox.Run("run", "--date", Sandbox.NextDay)).Exits(0).Says("2019-06-01 extract: done", "2019-06-02 extract: done");

        Assert.Contains("52.5", await sandbox.Rows("select lat from update_events"));
    }

    [Fact]
    public async Task An_edited_model_is_built_again_for_the_date_that_is_run_and_no_other()
    {
        using var sandbox = Sandbox.WithTwoDays();
        (await sandbox.Run("init")).Exits(0);
        (await sandbox.Run("run", "--date", Sandbox.Day, "--to", Sandbox.NextDay)).Exits(0);
        string model = sandbox.PathOf("models", "vehicle_daily_distance.sql");
        File.WriteAllText(model, File.ReadAllText(model).Replace("  count(*) as positions", "  count(*) * 10 as positions", StringComparison.Ordinal));

        var run = (await sandbox.RunDay()).Exits(0).Says("model:vehicle_daily_distance: done", "check:vehicle_daily_distance: done", "model:vehicle_position_data: as it should be", "extract: as it should be");

        Assert.Equal(1, run.Error.Split('\n').Count(line => line.Contains(" model:", StringComparison.Ordinal) && line.Contains("done", StringComparison.Ordinal)));
        Assert.Equal(["2019-06-01,30", "2019-06-02,1"], await sandbox.Rows("select date, positions from vehicle_daily_distance order by date"));
        var status = (await sandbox.Run("status", "--format", "json")).Exits(0).Output;
        Assert.Contains("\"model:vehicle_daily_distance\": \"stale\"", status, StringComparison.Ordinal);

        (await sandbox.Run("run", "--date", Sandbox.NextDay)).Exits(0);
        Assert.Equal(["2019-06-01,30", "2019-06-02,10"], await sandbox.Rows("select date, positions from vehicle_daily_distance order by date"));
    }

    [Fact]
    public async Task A_day_without_objects_is_done()
    {
        var result = (await _sandbox.Run("run", "--date", "2019-07-01")).Exits(0);

        Assert.Contains("0 objects", result.Output, StringComparison.Ordinal);
        Assert.Equal(["0"], await _sandbox.Rows("select count(*) from vehicle_daily_distance"));
    }

    [Fact]
    public async Task Too_many_rejected_lines_are_committed_and_fail_every_run_with_the_commonest_reasons()
    {
        using var sandbox = new Sandbox();
        sandbox.WriteEvents(
            Sandbox.FirstFile,
            Line.Update("v_1", "2019-06-01T10:00:00Z", 52),
            Line.Broken, "and this", "[]",
            Line.Update("v_1", "2019-06-01T10:00:00Z", 91));

        foreach (string attempt in new[] { "first", "second" })
        {
            var result = (await sandbox.RunDay()).Exits(1).SaysItPlainly();
            result.Says("4 of 5 lines are rejected", "expected at most 50", "source.maxRejectedShare", "invalid_json 2", "rejects list --date 2019-06-01");
            Assert.Contains("failed", result.Output, StringComparison.Ordinal);
            Assert.True(File.Exists(sandbox.Part("raw", "date=2019-06-01", "event=update")), attempt);
            Assert.True(File.Exists(sandbox.Part("staging", "rejected_events", "date=2019-06-01")), attempt);
        }

        Assert.Equal(4, (await sandbox.Run("rejects", "list", "--date", Sandbox.Day, "--format", "jsonl")).Exits(0).Output.TrimEnd().Split('\n').Length);
        sandbox.Environment["FLEETLAKE_SOURCE__MAXREJECTEDSHARE"] = "0.8";
        (await sandbox.RunDay()).Exits(0);
        Assert.Equal(["1,4"], await sandbox.Rows("select (select count(*) from update_events), (select count(*) from rejected_events)"));
    }

    [Fact]
    public async Task Extract_of_a_date_without_objects_exits_with_the_skip_code_every_time_and_no_other_date_does()
    {
        (await _sandbox.Run("extract", "--date", "2019-07-01", "--skip-code", "99")).Exits(99);
        (await _sandbox.Run("extract", "--date", "2019-07-01", "--skip-code", "99")).Exits(99);
        (await _sandbox.Run("extract", "--date", "2019-07-01")).Exits(0);

        (await _sandbox.Run("extract", "--date", Sandbox.Day, "--skip-code", "99")).Exits(0);
        var again = (await _sandbox.Run("extract", "--date", Sandbox.Day, "--skip-code", "99")).Exits(0);
        Assert.Contains("unchanged", again.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("--skip-code", (await _sandbox.Run("stage", "--help")).Output, StringComparison.Ordinal);
    }
}
