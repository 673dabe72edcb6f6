using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Fleetlake.Cli;
using Fleetlake.Tests.Cli;
using Xunit;

namespace Fleetlake.Tests.Pipeline.Lineage;

/// <summary>OpenLineage events of runs, at a server and in a file.</summary>
public sealed class LineageTests : IDisposable
{
    private const string Parent = "airflow/prod/fleetlake_daily.extract/0191a5e4-7b6f-7c3d-8e2f-0123456789ab";
    private const string Root = "airflow/prod/fleetlake_daily/0191a5e4-7b6f-7c3d-8e2f-ba9876543210";
    private readonly Sandbox _sandbox = Sandbox.WithDay();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task A_run_sends_a_start_and_an_end_of_each_step_with_all_that_the_specification_asks_for()
    {
        using var server = new LineageServer();
        _sandbox.Environment["FLEETLAKE_LINEAGE__URL"] = server.Url;
        _sandbox.Environment["FLEETLAKE_LINEAGE__APIKEY"] = "the-key";

        var run = (await _sandbox.RunDay()).Exits(0);

        Assert.DoesNotContain("the-key", run.Output + run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("lineage", run.Error, StringComparison.Ordinal);
        Assert.All(server.Requests, request => Assert.Equal(("/api/v1/lineage", "Bearer the-key"), (request.Path, request.Authorization)));
        Assert.All(server.Events, AssertIsRunEvent);
        int steps = run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        Assert.Equal(steps, server.Events.Select(RunId).Distinct().Count());
        Assert.All(
            server.Events.GroupBy(RunId),
            events => Assert.Equal(["START", "COMPLETE"], events.Select(each => each.GetProperty("eventType").GetString())));
    }

    [Fact]
    public async Task What_a_step_read_and_wrote_is_told_with_columns_and_counts()
    {
        var events = await EventsOfFile();

        var extract = End(events, "fleetlake.extract");
        Assert.Equal([("file", _sandbox.PathOf("events"))], Datasets(extract, "inputs"));
        Assert.Equal([("file", _sandbox.PathOf("lake", "raw")), ("file", _sandbox.PathOf("lake", "staging", "rejected_events"))], Datasets(extract, "outputs"));
        Assert.Equal([5, 1], Outputs(extract).Select(RowCount));
        var stage = End(events, "fleetlake.stage.update");
        Assert.Equal([("file", _sandbox.PathOf("lake", "staging", "update_events"))], Datasets(stage, "outputs"));
        Assert.Equal([3], Outputs(stage).Select(RowCount));
        Assert.Equal(new FileInfo(_sandbox.Part("staging", "update_events", "date=2019-06-01")).Length, Statistics(Outputs(stage)[0]).GetProperty("size").GetInt64());
        string warehouse = $"duckdb://{_sandbox.PathOf("lake", "warehouse.duckdb")}";
        var load = End(events, "fleetlake.load.update_events");
        Assert.Equal(Datasets(stage, "outputs"), Datasets(load, "inputs"));
        Assert.Equal([(warehouse, "warehouse.main.update_events")], Datasets(load, "outputs"));
        var model = End(events, "fleetlake.model.vehicle_position_data");
        Assert.Equal([(warehouse, "warehouse.main.update_events")], Datasets(model, "inputs"));
        var output = Outputs(model).Single();
        Assert.Equal(3, RowCount(output));
        Assert.Equal(
            ["date DATE", "vehicle_id TEXT", "updated_at TIMESTAMP", "lat DOUBLE", "long DOUBLE", "driven_meters DOUBLE", "seconds_since_previous DOUBLE", "organization_id TEXT"],
            output.GetProperty("facets").GetProperty("schema").GetProperty("fields").EnumerateArray().Select(field => $"{field.GetProperty("name")} {field.GetProperty("type")}"));
        Assert.Empty(Datasets(End(events, "fleetlake.check.vehicle_position_data"), "outputs"));
    }

    [Fact]
    public void Tables_and_buckets_are_named_as_other_tools_name_them()
    {
        _sandbox.Environment["FLEETLAKE_SOURCE__URL"] = "s3://feed";
        _sandbox.Environment["FLEETLAKE_LAKE__STAGING"] = "s3://lake/fleet/staging/";
        _sandbox.Environment["FLEETLAKE_WAREHOUSE__ENGINE"] = "clickhouse";
        _sandbox.Environment["FLEETLAKE_WAREHOUSE__URL"] = "https://warehouse.example.com";
        _sandbox.Environment["FLEETLAKE_WAREHOUSE__DATABASE"] = "fleet";
        var settings = _sandbox.ReadSettings();
        var models = settings.OpenModels();
        var datasets = new Fleetlake.Pipeline.Lineage.LineageDatasets(settings, models);
        var steps = Fleetlake.Pipeline.Planning.Plan.Of(models).Steps.ToDictionary(step => step.Id);

        Assert.Equal(("s3://feed", "/"), Named(datasets.Inputs(steps["extract"])));
        Assert.Equal(("s3://lake", "fleet/staging/update_events"), Named(datasets.Outputs(steps["stage:update"], null)));
        Assert.Equal(("clickhouse://warehouse.example.com:443", "fleet.update_events"), Named(datasets.Outputs(steps["load:update_events"], null)));

        static (string, string) Named(IReadOnlyList<Fleetlake.Pipeline.Lineage.LineageDataset> named) => (named[0].Namespace, named[0].Name);
    }

    [Fact]
    public async Task A_task_of_an_orchestrator_is_the_parent_and_its_dag_the_root()
    {
        _sandbox.Environment["OPENLINEAGE_PARENT_ID"] = Parent;
        _sandbox.Environment["OPENLINEAGE_ROOT_PARENT_ID"] = Root;

        var parent = (await EventsOfFile("extract"))[0].GetProperty("run").GetProperty("facets").GetProperty("parent");

        AssertIsFacet(parent, "ParentRunFacet");
        Assert.Equal("airflow/prod", parent.GetProperty("job").GetProperty("namespace").GetString());
        Assert.Equal("fleetlake_daily.extract", parent.GetProperty("job").GetProperty("name").GetString());
        Assert.Equal("0191a5e4-7b6f-7c3d-8e2f-0123456789ab", parent.GetProperty("run").GetProperty("runId").GetString());
        Assert.Equal("fleetlake_daily", parent.GetProperty("root").GetProperty("job").GetProperty("name").GetString());
        Assert.Equal("0191a5e4-7b6f-7c3d-8e2f-ba9876543210", parent.GetProperty("root").GetProperty("run").GetProperty("runId").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("None")]
    [InlineData("airflow/dag.task/no-uuid")]
    [InlineData("/dag.task/0191a5e4-7b6f-7c3d-8e2f-0123456789ab")]
    public async Task A_parent_that_is_none_is_left_out(string parent)
    {
        _sandbox.Environment["OPENLINEAGE_PARENT_ID"] = parent;

        Assert.False((await EventsOfFile("extract"))[0].GetProperty("run").GetProperty("facets").TryGetProperty("parent", out _));
    }

    [Fact]
    public async Task A_step_that_fails_says_why_and_those_it_takes_with_it_say_nothing()
    {
        _sandbox.WriteEvents("2019-06-01-9-0-0-events.json", [.. Enumerable.Repeat(Line.Broken, 20)]);
        _sandbox.Environment["FLEETLAKE_LINEAGE__URL"] = "lineage.jsonl";

        (await _sandbox.RunDay()).Exits(1);

        var events = ReadFile();
        Assert.Equal(["START", "FAIL"], events.Select(each => each.GetProperty("eventType").GetString()));
        var error = events[1].GetProperty("run").GetProperty("facets").GetProperty("errorMessage");
        AssertIsFacet(error, "ErrorMessageRunFacet");
        Assert.Contains("lines are rejected", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_found_all_as_it_should_be_wrote_nothing()
    {
        (await _sandbox.RunDay()).Exits(0);

        var events = await EventsOfFile();

        Assert.All(events.SelectMany(Outputs), output => Assert.False(output.GetProperty("outputFacets").TryGetProperty("outputStatistics", out _)));
    }

    [Fact]
    public async Task A_stopped_step_is_aborted()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals of Unix");
        _sandbox.Environment["FLEETLAKE_LINEAGE__URL"] = "lineage.jsonl";
        _sandbox.Environment["FLEETLAKE_WAREHOUSE__WAITSECONDS"] = "60";
        await using (await _sandbox.ReadSettings().OpenWarehouse().OpenAsync(TestContext.Current.CancellationToken))
        {
            using var process = Cli.FleetlakeProcess.Start(_sandbox, "run", "--date", Sandbox.Day);
            await process.UntilItSaysAsync("stage:delete");
            process.PressCtrlC();
            (await process.EndAsync()).Exits(130);
        }

        Assert.Equal("ABORT", ReadFile()[^1].GetProperty("eventType").GetString());
    }

    [Theory]
    [InlineData("refuses")]
    [InlineData("is silent")]
    [InlineData("answers 500")]
    public async Task A_server_that_is_away_is_told_once_and_neither_fails_nor_holds_up_a_run(string server)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var failing = new LineageServer(500);
        _sandbox.Environment["FLEETLAKE_LINEAGE__URL"] = server switch
        {
            "refuses" => $"http://127.0.0.1:{Scheduling.ServedFleet.FreePort()}",
            "is silent" => $"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}",
            _ => failing.Url,
        };
        _sandbox.Environment["FLEETLAKE_LINEAGE__APIKEY"] = "the-key";
        var clock = Stopwatch.StartNew();

        var run = (await _sandbox.RunDay()).Exits(0).SaysItPlainly();

        Assert.Single(run.Error.Split('\n'), line => line.StartsWith("lineage: http://127.0.0.1:", StringComparison.Ordinal));
        Assert.DoesNotContain("the-key", run.Error, StringComparison.Ordinal);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(45), $"it took {clock.Elapsed}");
    }

    [Theory]
    [InlineData("run")]
    [InlineData("extract")]
    public async Task What_lineage_has_to_say_comes_before_the_result(string step)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        _sandbox.Environment["FLEETLAKE_LINEAGE__URL"] = $"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}";
        // As an orchestrator sees both.
        using var log = new StringWriter();
        var host = new CommandHost(log, log, _sandbox.Folder, _sandbox.Environment, IsOutputTerminal: false, IsErrorTerminal: false);

        Assert.Equal(0, await FleetlakeCommand.RunAsync([step, "--date", Sandbox.Day, "--format", "jsonl"], host, TestContext.Current.CancellationToken));

        string[] lines = log.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(lines, line => line.StartsWith("lineage: ", StringComparison.Ordinal));
        Assert.StartsWith("{", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Processes_that_share_a_file_write_whole_lines_in_turn()
    {
        _sandbox.Environment["FLEETLAKE_LINEAGE__URL"] = "file:logs/lineage.jsonl";
        (await _sandbox.Run("extract", "--date", Sandbox.Day)).Exits(0);

        string[] types = ["update", "register", "deregister", "create", "delete"];
        var results = await Task.WhenAll(types.Select(type => Cli.FleetlakeProcess.RunAsync(_sandbox, "stage", "--date", Sandbox.Day, "--event", type)));

        Assert.All(results, result => result.Exits(0));
        var events = ReadFile("logs", "lineage.jsonl");
        Assert.Equal(12, events.Length);
        Assert.All(events, AssertIsRunEvent);
    }

    // The members that OpenLineage 2-0-2 requires, and what each facet requires.
    private static void AssertIsRunEvent(JsonElement each)
    {
        Assert.Matches("^(START|COMPLETE|FAIL|ABORT)$", each.GetProperty("eventType").GetString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$", each.GetProperty("eventTime").GetString());
        Assert.True(Uri.TryCreate(each.GetProperty("producer").GetString(), UriKind.Absolute, out _));
        Assert.Equal("https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent", each.GetProperty("schemaURL").GetString());
        Assert.True(Guid.TryParseExact(RunId(each), "D", out _));
        var nominal = each.GetProperty("run").GetProperty("facets").GetProperty("nominalTime");
        AssertIsFacet(nominal, "NominalTimeRunFacet");
        Assert.Equal("2019-06-01T00:00:00.000000Z", nominal.GetProperty("nominalStartTime").GetString());
        Assert.Equal("2019-06-02T00:00:00.000000Z", nominal.GetProperty("nominalEndTime").GetString());
        Assert.Equal("fleetlake", each.GetProperty("job").GetProperty("namespace").GetString());
        Assert.StartsWith("fleetlake.", each.GetProperty("job").GetProperty("name").GetString(), StringComparison.Ordinal);
        var type = each.GetProperty("job").GetProperty("facets").GetProperty("jobType");
        AssertIsFacet(type, "JobTypeJobFacet");
        Assert.Equal("BATCH FLEETLAKE", $"{type.GetProperty("processingType")} {type.GetProperty("integration")}");
        foreach (var dataset in each.GetProperty("inputs").EnumerateArray().Concat(Outputs(each)))
        {
            Assert.NotEmpty(dataset.GetProperty("namespace").GetString()!);
            Assert.NotEmpty(dataset.GetProperty("name").GetString()!);
            if (dataset.GetProperty("facets").TryGetProperty("schema", out var schema))
                AssertIsFacet(schema, "SchemaDatasetFacet");
        }

        foreach (var output in Outputs(each).Where(output => output.GetProperty("outputFacets").TryGetProperty("outputStatistics", out _)))
            AssertIsFacet(Statistics(output), "OutputStatisticsOutputDatasetFacet");
    }

    private static void AssertIsFacet(JsonElement facet, string name)
    {
        Assert.True(Uri.TryCreate(facet.GetProperty("_producer").GetString(), UriKind.Absolute, out _));
        Assert.Matches($@"^https://openlineage\.io/spec/facets/\d-\d-\d/{name}\.json#/\$defs/{name}$", facet.GetProperty("_schemaURL").GetString());
    }

    private static string? RunId(JsonElement each) => each.GetProperty("run").GetProperty("runId").GetString();

    private static JsonElement End(JsonElement[] events, string job) => events.Single(each =>
        each.GetProperty("job").GetProperty("name").GetString() == job && each.GetProperty("eventType").GetString() == "COMPLETE");

    private static JsonElement[] Outputs(JsonElement each) => [.. each.GetProperty("outputs").EnumerateArray()];

    private static JsonElement Statistics(JsonElement output) => output.GetProperty("outputFacets").GetProperty("outputStatistics");

    private static long RowCount(JsonElement output) => Statistics(output).GetProperty("rowCount").GetInt64();

    private static (string?, string?)[] Datasets(JsonElement each, string direction) =>
        [.. each.GetProperty(direction).EnumerateArray().Select(dataset => (dataset.GetProperty("namespace").GetString(), dataset.GetProperty("name").GetString()))];

    private async Task<JsonElement[]> EventsOfFile(string command = "run")
    {
        _sandbox.Environment["FLEETLAKE_LINEAGE__URL"] = "lineage.jsonl";
        (await _sandbox.Run(command, "--date", Sandbox.Day)).Exits(0);
        return ReadFile();
    }

    private JsonElement[] ReadFile(params string[] path) =>
        [.. File.ReadAllLines(_sandbox.PathOf(path.Length == 0 ? ["lineage.jsonl"] : path)).Select(line => JsonDocument.Parse(line).RootElement)];
}
