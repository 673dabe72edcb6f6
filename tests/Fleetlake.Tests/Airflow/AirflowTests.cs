using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;
using static Fleetlake.Tests.Airflow.AirflowDays;

namespace Fleetlake.Tests.Airflow;

/// <summary>A real Airflow runs the fleet's days, and what happens to it on the way.</summary>
public sealed partial class AirflowTests : IClassFixture<AirflowDays>
{
    private readonly AirflowDays _days;

    public AirflowTests(AirflowDays days)
    {
        Assert.SkipUnless(
            IsThere,
            $"Set {Missing} (and {AirflowServer.Variable}, FLEETLAKE_TEST_S3, FLEETLAKE_TEST_CLICKHOUSE, FLEETLAKE_SAMPLE; see CONTRIBUTING.md) to run this.");
        _days = days;
    }

    private AirflowServer Server => _days.Server;

    [Fact]
    public async Task Days_that_were_caught_up_with_give_the_rows_of_the_reference()
    {
        await _days.AssertAsReferenceAsync();

        var answer = await _days.Fleet.QueryAsync(
            "select avg(m) from (select organization_id, operating_period_id, vehicle_id, sum(driven_meters) as m from operating_period_distance where date = '2019-06-01' group by organization_id, operating_period_id, vehicle_id) as t");
        Assert.Equal(7_779.858, (double)answer[0][0]!, 0.0005);
    }

    [Fact]
    public async Task A_day_without_objects_shows_extract_as_skipped_and_its_models_are_built()
    {
        var tasks = await Server.TasksAsync(Daily, RunOf(Dates[4]));

        Assert.Equal("skipped", tasks["extract"].State);
        Assert.All(tasks.Values.Where(task => task.Id != "extract"), task => Assert.Equal("success", task.State));
        Assert.Equal(0, (await Server.ResultAsync(Daily, RunOf(Dates[4]), "extract")).GetProperty("rows").GetInt32());
    }

    [Fact]
    public async Task A_task_says_what_it_came_to()
    {
        var result = await Server.ResultAsync(Daily, RunOf(Dates[0]), "extract");
        Assert.Equal(35_351, result.GetProperty("rows").GetInt32());
        Assert.Equal(0, result.GetProperty("rejected").GetInt32());
        Assert.Equal(_days.Fleet.Known.Keys.Where(key => key.StartsWith("2019/", StringComparison.Ordinal)).Sum(key => (long)_days.Fleet.Known[key].Length), result.GetProperty("bytes").GetInt64());
        string record = result.GetProperty("record").GetString()!;
        Assert.Contains("\"runId\"", System.Text.Encoding.UTF8.GetString(await _days.Bucket.GetAsync(record[$"{_days.Bucket.Url}/".Length..])), StringComparison.Ordinal);

        var events = (await Server.GetAsync("assets/events?limit=1000")).GetProperty("asset_events").EnumerateArray()
            .Where(each => each.GetProperty("source_run_id").GetString() == RunOf(Dates[0])).ToList();
        Assert.Equal(10, events.Select(each => each.GetProperty("name").GetString()).Distinct().Count());
        var updates = events.Single(each => each.GetProperty("name").GetString() == "fleetlake.update_events").GetProperty("extra");
        Assert.Equal(("2019-06-01", 35_149), (updates.GetProperty("date").GetString(), updates.GetProperty("rows").GetInt32()));
    }

    [Fact]
    public void The_lineage_of_a_task_has_the_task_as_its_parent()
    {
        var parents = File.ReadLines(Path.Combine(Server.Home, "lineage.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(each => each.GetProperty("job").GetProperty("name").GetString() == "fleetlake.load.update_events")
            .Select(each => each.GetProperty("run").GetProperty("facets").GetProperty("parent"))
            .ToList();

        Assert.NotEmpty(parents);
        Assert.All(parents, parent =>
        {
            string dag = parent.GetProperty("root").GetProperty("job").GetProperty("name").GetString()!;
            Assert.Contains(dag, (string[])[Daily, Late]);
            // A late date is run whole, by one task.
            Assert.Equal(dag == Daily ? $"{Daily}.load.update_events" : $"{Late}.run", parent.GetProperty("job").GetProperty("name").GetString());
        });
    }

    [Fact]
    public async Task A_server_that_is_away_is_told_and_waited_for()
    {
        Assert.Contains("AirflowException: fleetlake extract of 2019-06-01 ended with 75: ", _days.SaidWithoutS3, StringComparison.Ordinal);
        Assert.Contains($"s3://{_days.Bucket.Name}", _days.SaidWithoutS3, StringComparison.Ordinal);
        Assert.Contains("AirflowException: fleetlake load.update_events of 2019-06-01 ended with 75: ", _days.SaidWithoutClickHouse, StringComparison.Ordinal);
        Assert.Contains(_days.ClickHouse.Port.ToString(CultureInfo.InvariantCulture), _days.SaidWithoutClickHouse, StringComparison.Ordinal);

        var tasks = await Server.TasksAsync(Daily, RunOf(Dates[0]));
        foreach (string task in (string[])["extract", "load.update_events"])
            Assert.True(tasks[task].Attempts > 1 && tasks[task].State == "success", tasks[task].ToString());
    }

    [Fact]
    public async Task A_task_that_is_killed_is_tried_again_and_ends_right()
    {
        Assert.Equal(2, _days.Killed.Count);
        foreach (var (date, attempt) in _days.Killed)
        {
            var task = (await Server.TasksAsync(Daily, RunOf(date)))["stage.update"];
            Assert.True(task.State == "success" && task.Attempts > attempt, $"{date}: {task}, killed in attempt {attempt}");
        }
    }

    [Fact]
    public async Task No_dag_has_an_import_error()
    {
        Assert.Equal(0, (await Server.GetAsync("importErrors")).GetProperty("total_entries").GetInt32());
        Assert.Equal([Daily, Late], (await Server.GetAsync("dags")).GetProperty("dags").EnumerateArray().Select(dag => dag.GetProperty("dag_id").GetString()).Order());
    }

    [Fact]
    public async Task A_backfill_with_a_wrong_password_fails_at_once_and_its_failed_tasks_run_again_end_it()
    {
        string dotEnv = Path.Combine(Server.Home, ".env");
        _days.Fleet.Put("2019-06-02-9-30-0-events.json", _days.Fleet.Known.First(file => file.Key.StartsWith("2019-06-02-", StringComparison.Ordinal) && file.Value.Length > 500).Value);
        await File.WriteAllTextAsync(dotEnv, "FLEETLAKE_WAREHOUSE__PASSWORD=wrong-password\n", TestContext.Current.CancellationToken);
        string[] create =
        [
            "backfill", "create", "--dag-id", Daily, "--from-date", "2019-06-02", "--to-date", "2019-06-02", "--reprocess-behavior", "completed", "--max-active-runs", "1",
        ];
        var (code, output) = Server.Airflow(create);
        Assert.True(code == 0, output);

        // Another backfill of the day while this one is open is refused.
        Assert.Equal(1, Server.Airflow(create).ExitCode);
        await Server.UntilAsync("the backfill has begun", async () => (await Server.RunsAsync(Daily))[RunOf(Dates[1])] != "success" ? "begun" : null);
        var tasks = await Server.UntilRunAsync(Daily, RunOf(Dates[1]), "failed");
        Assert.Equal(
            ("success", "failed", "upstream_failed"),
            (tasks["extract"].State, tasks["load.update_events"].State, tasks["model.vehicle_position_data"].State));
        string said = Server.LastLine(Daily, RunOf(Dates[1]), "load.update_events", tasks["load.update_events"].Attempts);
        Assert.Contains("AirflowFailException: fleetlake load.update_events of 2019-06-02 ended with 2: ", said, StringComparison.Ordinal);
        Assert.Contains(_days.ClickHouse.Port.ToString(CultureInfo.InvariantCulture), said, StringComparison.Ordinal);
        Assert.Contains("password", said, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("wrong-password", said, StringComparison.Ordinal);

        File.Delete(dotEnv);
        (code, output) = Server.Airflow("tasks", "clear", Daily, "--only-failed", "--start-date", "2019-06-02", "--end-date", "2019-06-02", "--yes");
        Assert.True(code == 0, output);
        await Server.UntilRunAsync(Daily, RunOf(Dates[1]));
        await _days.AssertAsReferenceAsync();
    }

    [Fact]
    public async Task A_file_that_comes_late_has_its_day_run_again()
    {
        _days.Fleet.Put("2019-06-03-9-40-0-events.json", _days.Fleet.Known.First(file => file.Key.StartsWith("2019-06-04-", StringComparison.Ordinal) && file.Value.Length > 500).Value);

        string run = await Server.TriggerAsync(Late, "2019-06-05");
        var tasks = await Server.UntilRunAsync(Late, run);

        Assert.Equal(["2019-06-03"], (await Server.ResultAsync(Late, run, "changed")).EnumerateArray().Select(date => date.GetString()));
        Assert.Equal("success", tasks["run[0]"].State);
        await _days.AssertAsReferenceAsync();
    }

    [Fact]
    public async Task A_date_in_the_future_fails_at_once()
    {
        string run = await Server.TriggerAsync(Daily, "2299-01-01");
        var tasks = await Server.UntilRunAsync(Daily, run, "failed");

        Assert.Equal(("failed", 1, "upstream_failed"), (tasks["day_is_over"].State, tasks["day_is_over"].Attempts, tasks["extract"].State));
        Assert.Matches(FutureDate(), Server.LastLine(Daily, run, "day_is_over", 1));
    }

    [GeneratedRegex(@"^AirflowFailException: date: found 2299-01-01, expected today, \d{4}-\d\d-\d\d in UTC, or a day before it$")]
    private static partial Regex FutureDate();
}
