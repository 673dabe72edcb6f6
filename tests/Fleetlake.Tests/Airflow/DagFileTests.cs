using System.Diagnostics;
using System.Text.Json;
using Fleetlake.Pipeline.Planning;
using Fleetlake.Pipeline.Steps;
using Fleetlake.Tests.Cli;
using Fleetlake.Warehouse.Models;
using Xunit;

namespace Fleetlake.Tests.Airflow;

/// <summary>What Airflow reads out of the DAG files: no server, and the operators of the providers that are not installed stood in for.</summary>
public sealed class DagFileTests : IDisposable
{
    private static readonly string[] Tables = [.. Sandbox.StagedTables, .. Sandbox.ModelTables];
    private readonly Sandbox _sandbox = new();
    private readonly Dictionary<string, string> _environment = new()
    {
        ["FLEETLAKE_START_DATE"] = "2019-06-01",
        ["FLEETLAKE_WAREHOUSE__ENGINE"] = "clickhouse",
    };

    public DagFileTests()
    {
        Assert.SkipWhen(
            string.IsNullOrEmpty(AirflowServer.Command), $"Set {AirflowServer.Variable} to a command that installs and starts Airflow (see CONTRIBUTING.md) to run this.");
        AirflowServer.CopyDags(_sandbox.PathOf("dags"));
    }

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task The_tasks_are_the_steps_of_the_plan_in_its_order()
    {
        var facts = await FactsAsync();

        var daily = facts.GetProperty("dags").GetProperty("fleetlake_daily");
        var plan = Plan.Of(ModelCatalog.BuiltIn(Workspace.StagedTables));
        var tasks = daily.GetProperty("tasks");
        Assert.Equal(
            plan.Steps.Select(step => TaskOf(step.Id)).Append("day_is_over").Order(StringComparer.Ordinal),
            tasks.EnumerateObject().Select(task => task.Name).Order(StringComparer.Ordinal));
        foreach (var step in plan.Steps)
        {
            string[] after = step.DependsOn.Count == 0 ? ["day_is_over"] : [.. step.DependsOn.Select(TaskOf).Order(StringComparer.Ordinal)];
            Assert.Equal(after, tasks.GetProperty(TaskOf(step.Id)).GetProperty("after").EnumerateArray().Select(each => each.GetString()!));
            Assert.Equal("none_failed", tasks.GetProperty(TaskOf(step.Id)).GetProperty("triggerRule").GetString());
        }

        Assert.Equal(Tables.Select(table => $"fleetlake.{table}").Order(), Outlets(tasks).Order());
        Assert.Equal("\"exec fleetlake extract --date \\\"$FLEETLAKE_RUN_DATE\\\" --format jsonl --skip-code 99\"", tasks.GetProperty("extract").GetProperty("command").GetString());
        Assert.Equal((true, 1, true), (daily.GetProperty("catchup").GetBoolean(), daily.GetProperty("maxActiveRuns").GetInt32(), daily.GetProperty("hasDoc").GetBoolean()));
    }

    [Fact]
    public async Task A_file_is_parsed_in_less_than_a_second_and_imports_no_provider_that_it_does_not_use()
    {
        var facts = await FactsAsync();

        Assert.All(facts.GetProperty("seconds").EnumerateObject(), file => Assert.InRange(file.Value.GetDouble(), 0, 1));
        Assert.Equal(2, facts.GetProperty("seconds").EnumerateObject().Count());
        Assert.DoesNotContain(facts.GetProperty("providers").EnumerateArray(), name => name.GetString() is "fleetlake.docker" or "fleetlake.ecs");
    }

    [Fact]
    public async Task Tasks_that_open_an_embedded_warehouse_share_a_pool()
    {
        _environment.Remove("FLEETLAKE_WAREHOUSE__ENGINE");
        var tasks = (await FactsAsync()).GetProperty("dags").GetProperty("fleetlake_daily").GetProperty("tasks");

        Assert.All(
            tasks.EnumerateObject(),
            task => Assert.Equal(task.Name.Split('.')[0] is "load" or "model" or "check" ? "fleetlake_warehouse" : "default_pool", task.Value.GetProperty("pool").GetString()));
    }

    [Theory]
    [InlineData("docker", "DockerTask")]
    [InlineData("ecs", "EcsTask")]
    public async Task Another_runner_gets_the_same_commands_without_a_shell_and_means_the_same_by_an_exit_code(string runner, string type)
    {
        _environment["FLEETLAKE_TASK_RUNNER"] = runner;
        _environment["FLEETLAKE_ECS_LOG_GROUP"] = "fleetlake";
        _environment["FLEETLAKE_ECS_LOG_PREFIX"] = "task";
        var facts = await FactsAsync();

        var load = facts.GetProperty("dags").GetProperty("fleetlake_daily").GetProperty("tasks").GetProperty("load.update_events");
        Assert.Equal(type, load.GetProperty("type").GetString());
        Assert.Matches("""\["load", "--date", "\{\{ params.date or .* \}\}", "--name", "update_events", "--format", "jsonl"\]""", load.GetProperty("command").GetString()!);
        var outcomes = facts.GetProperty("outcomes");
        Assert.Equal(["success", "{\"rows\": 7}"], Texts(outcomes.GetProperty("0")));
        Assert.Equal(["failed", "fleetlake extract of 2019-06-01 ended with 1: it ended with 1"], Texts(outcomes.GetProperty("1")));
        Assert.Equal(["failed", "fleetlake extract of 2019-06-01 ended with 2: it ended with 2"], Texts(outcomes.GetProperty("2")));
        Assert.Equal("skipped", Texts(outcomes.GetProperty("99"))[0]);
        Assert.All((string[])["75", "130", "137"], code => Assert.Equal("up_for_retry", Texts(outcomes.GetProperty(code))[0]));
    }

    [Fact]
    public async Task A_dag_without_configuration_tells_all_that_it_lacks_and_what_is_wrong()
    {
        _environment.Remove("FLEETLAKE_START_DATE");
        _environment["FLEETLAKE_PLAN"] = _sandbox.PathOf("nowhere.json");
        string error = await ErrorAsync();
        Assert.Contains("FLEETLAKE_START_DATE: found nothing, expected the first date to run, such as 2019-06-01; ", error, StringComparison.Ordinal);
        Assert.Contains($"FLEETLAKE_PLAN: found no file {_sandbox.PathOf("nowhere.json")}, expected what `fleetlake plan", error, StringComparison.Ordinal);

        _environment["FLEETLAKE_START_DATE"] = "June";
        _environment["FLEETLAKE_TASK_RUNNER"] = "cron";
        _environment["FLEETLAKE_RETRY_SECONDS"] = "-1";
        error = await ErrorAsync();
        Assert.Contains("FLEETLAKE_START_DATE: found 'June', expected a date such as 2019-06-01", error, StringComparison.Ordinal);
        Assert.Contains("FLEETLAKE_TASK_RUNNER: found 'cron', expected one of bash, docker, ecs", error, StringComparison.Ordinal);
        Assert.Contains("FLEETLAKE_RETRY_SECONDS: found '-1', expected seconds, from 0", error, StringComparison.Ordinal);

        _environment["FLEETLAKE_TASK_RUNNER"] = "ecs";
        error = await ErrorAsync();
        Assert.Contains("FLEETLAKE_ECS_LOG_GROUP: found nothing, expected where the tasks' log goes", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_that_is_none_is_named()
    {
        _sandbox.Write("cut.json", """{"date": "2019-06-01", "steps": [{"id": """);
        _environment["FLEETLAKE_PLAN"] = _sandbox.PathOf("cut.json");

        Assert.Contains($"{_sandbox.PathOf("cut.json")}: found no plan (JSONDecodeError(", await ErrorAsync(), StringComparison.Ordinal);
    }

    private static string TaskOf(string step) => step.Replace(':', '.');

    private static IEnumerable<string> Outlets(JsonElement tasks) => tasks.EnumerateObject().SelectMany(task => Texts(task.Value.GetProperty("outlets")));

    private static string[] Texts(JsonElement array) => [.. array.EnumerateArray().Select(each => each.GetString()!)];

    private async Task<string> ErrorAsync() => (await FactsAsync(hasErrors: true)).GetProperty("errors").GetProperty("fleetlake_daily.py").GetString()!;

    private async Task<JsonElement> FactsAsync(bool hasErrors = false)
    {
        _sandbox.Write("dags/fleetlake-plan.json", (await _sandbox.Run("plan", "--date", "2019-06-01", "--format", "json")).Exits(0).Output);
        var start = Cli.FleetlakeProcess.Call(_sandbox.Folder, _environment, "/bin/bash",
        [
            "-c", "exec \"$(\"$0\" venv)/bin/python\" \"$@\"", AirflowServer.Command!, Path.Combine(AppContext.BaseDirectory, "Airflow", "dag_facts.py"), _sandbox.PathOf("dags"),
        ]);
        start.Environment["AIRFLOW_HOME"] = _sandbox.PathOf("home");
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await error);
        var facts = JsonDocument.Parse(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]).RootElement;
        Assert.True(hasErrors || !facts.GetProperty("errors").EnumerateObject().Any(), output);
        return facts;
    }
}
