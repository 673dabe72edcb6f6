using System.Text.Json;
using Xunit;

namespace Fleetlake.Tests.Cli;

/// <summary>The plan, and its steps one by one as an orchestrator runs them.</summary>
public sealed class StepTests
{
    [Fact]
    public async Task The_plan_is_printed_as_it_always_was()
    {
        using var sandbox = new Sandbox();

        var result = (await sandbox.Run("plan", "--date", Sandbox.Day, "--format", "json")).Exits(0);

        Assert.Empty(result.Error);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Cli", "Golden", "plan.json"), TestContext.Current.CancellationToken), result.Output);
        Assert.False(Directory.Exists(sandbox.PathOf("lake")));
    }

    [Fact]
    public async Task The_plan_as_a_table_names_the_command_of_each_step()
    {
        using var sandbox = new Sandbox();

        string[] lines = (await sandbox.Run("plan", "--date", Sandbox.Day)).Exits(0).PlainOutput.Split('\n');

        Assert.Contains(lines, line => line.Contains("stage:update", StringComparison.Ordinal) && line.EndsWith("fleetlake stage --date 2019-06-01 --event update", StringComparison.Ordinal));
        Assert.Equal(22, lines.Length);
    }

    [Fact]
    public async Task The_steps_that_run_are_those_of_the_plan_in_its_order()
    {
        using var sandbox = Sandbox.WithDay();

        using var run = JsonDocument.Parse((await sandbox.RunDay("--format", "json")).Exits(0).Output);

        Assert.Equal((await PlanAsync(sandbox)).Select(step => step.Id), run.RootElement.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("id").GetString()!));
    }

    [Fact]
    public async Task Step_by_step_the_tables_come_out_as_from_a_run()
    {
        using var whole = Sandbox.WithTwoDays();
        (await whole.Run("run", "--date", Sandbox.Day, "--to", Sandbox.NextDay)).Exits(0);

        using var steps = Sandbox.WithTwoDays();
        foreach (string date in new[] { Sandbox.Day, Sandbox.NextDay })
        {
            foreach (var (_, arguments) in await PlanAsync(steps, date))
                (await steps.Run(arguments)).Exits(0);
        }

        Assert.Equal(await whole.AllRows(), await steps.AllRows());
        Assert.Contains("unchanged", (await steps.RunDay()).Exits(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_without_a_name_does_all_of_its_kind_and_says_unchanged_the_second_time()
    {
        using var sandbox = Sandbox.WithDay();
        foreach (string step in new[] { "extract", "stage", "load", "model", "check" })
        {
            var first = (await sandbox.Run(step, "--date", Sandbox.Day)).Exits(0);
            var second = (await sandbox.Run(step, "--date", Sandbox.Day)).Exits(0);

            Assert.Contains("2019-06-01   done", first.Output, StringComparison.Ordinal);
            Assert.Contains("2019-06-01   unchanged", second.Output, StringComparison.Ordinal);
        }

        (await sandbox.Run("model", "--date", Sandbox.Day, "--name", "vehicle_daily_distance", "--force")).Exits(0).Says("model:vehicle_daily_distance: done");
        Assert.Contains("unchanged", (await sandbox.RunDay()).Exits(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_and_a_run_say_in_one_line_what_they_came_to()
    {
        using var sandbox = Sandbox.WithDay();

        var extract = await LineAsync(sandbox, 0, "extract");
        Assert.Equal("done", extract.GetProperty("status").GetString());
        Assert.Equal([5, 1], [extract.GetProperty("rows").GetInt32(), extract.GetProperty("rejected").GetInt32()]);
        Assert.Equal(Directory.EnumerateFiles(sandbox.PathOf("events")).Sum(file => new FileInfo(file).Length), extract.GetProperty("bytes").GetInt64());
        Assert.True(File.Exists(extract.GetProperty("record").GetString()));

        // The counts of a run are those of its extract: five lines of raw, not the sum over all steps.
        Assert.Equal(5, (await LineAsync(sandbox, 0, "run")).GetProperty("rows").GetInt32());
        var again = await LineAsync(sandbox, 0, "stage", "--event", "update");
        Assert.Equal("unchanged", again.GetProperty("status").GetString());
        Assert.False(again.TryGetProperty("record", out _));

        File.WriteAllText(Directory.EnumerateFiles(sandbox.PathOf("lake", "staging", "update_events"), "*.parquet", SearchOption.AllDirectories).Single(), "no parquet");
        var failed = await LineAsync(sandbox, 1, "load", "--name", "update_events", "--force");
        Assert.Equal("failed", failed.GetProperty("status").GetString());
        Assert.Contains("load:update_events: ", failed.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Contains("part-00000.parquet", failed.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_check_fails_with_the_rows_that_it_found()
    {
        using var sandbox = Sandbox.WithDay();
        sandbox.Write("models/far_vehicles.sql", """
            -- model: far_vehicles
            -- description: vehicles by day
            -- reads: update_events 0
            -- columns:
            --   date date
            --   vehicle_id text
            -- partition by: date
            -- order by: vehicle_id
            -- test: query "no vehicle is called v_1": select * from {{ this }} where vehicle_id = 'v_1'

            select distinct u.date as date, u.vehicle_id as vehicle_id
            from {{ update_events }} as u
            """);

        var result = (await sandbox.RunDay()).Exits(1).SaysItPlainly();

        result.Says("check:far_vehicles: failed", "found 1 rows against", "no vehicle is called v_1", "expected none");
        (await sandbox.RunDay()).Exits(1).Says("check:far_vehicles: failed");
    }

    [Fact]
    public async Task Rows_that_are_no_longer_what_their_inputs_say_are_judged_when_they_have_been_built_again()
    {
        using var sandbox = Sandbox.WithDay();
        (await sandbox.RunDay()).Exits(0);
        // The vehicle of the period is not registered any more.
        sandbox.WriteEvents(Sandbox.FirstFile, Line.Create("op_1", "2019-06-01T08:00:00Z", "2019-06-01T08:00:00Z", "2019-06-01T20:00:00Z"));
        foreach (string step in new[] { "extract", "stage", "load", "check" })
            (await sandbox.Run(step, "--date", Sandbox.Day, "--force")).Exits(0);
        Assert.Equal("vehicle_operation_metadata", Assert.Single(await sandbox.Rows("select name from fleetlake_partitions where checked is null and name = 'vehicle_operation_metadata'")));

        foreach (string step in new[] { "model", "check" })
            (await sandbox.Run(step, "--date", Sandbox.Day)).Exits(0);

        Assert.Empty(await sandbox.Rows("select * from vehicle_operation_metadata"));
        Assert.Empty(await sandbox.Rows("select * from fleetlake_partitions where checked is null and name = 'vehicle_operation_metadata'"));
    }

    private static async Task<JsonElement> LineAsync(Sandbox sandbox, int code, string step, params string[] more)
    {
        var result = (await sandbox.Run([step, "--date", Sandbox.Day, "--format", "jsonl", .. more])).Exits(code);
        using var line = JsonDocument.Parse(Assert.Single(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        return line.RootElement.Clone();
    }

    private static async Task<List<(string Id, string[] Arguments)>> PlanAsync(Sandbox sandbox, string date = Sandbox.Day)
    {
        using var plan = JsonDocument.Parse((await sandbox.Run("plan", "--date", date, "--format", "json")).Exits(0).Output);
        return [.. plan.RootElement.GetProperty("steps").EnumerateArray().Select(step => (
            step.GetProperty("id").GetString()!,
            step.GetProperty("arguments").EnumerateArray().Select(argument => argument.GetString()!).ToArray()))];
    }
}
