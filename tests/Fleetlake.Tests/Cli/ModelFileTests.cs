using Xunit;

namespace Fleetlake.Tests.Cli;

/// <summary>Model files that are wrong: the file and the line, before anything else where that can be known.</summary>
public sealed class ModelFileTests : IDisposable
{
    private const string Good = """
        -- model: fast_vehicles
        -- description: vehicles by day
        -- reads: update_events 0
        -- columns:
        --   date date
        --   vehicle_id text
        -- partition by: date
        -- order by: vehicle_id

        select u.date as date, max(u.vehicle_id) as vehicle_id
        from {{ update_events }} as u
        group by u.date
        """;

    private readonly Sandbox _sandbox = Sandbox.WithDay();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task A_model_is_added_by_adding_a_file()
    {
        _sandbox.Write("models/fast_vehicles.sql", Good);

        (await _sandbox.RunDay()).Exits(0).Says("model:fast_vehicles: done");

        Assert.Equal(["2019-06-01,v_1"], await _sandbox.Rows("select * from fast_vehicles"));
    }

    [Theory]
    [InlineData("-- reads: update_events 0", "-- reads: nowhere 0", ":3: there is no table \"nowhere\" to read; expected one of create_events")]
    [InlineData("-- reads: update_events 0", "-- reads: update_events yesterday", ":3: \"yesterday\" is no window of dates")]
    [InlineData("-- description: vehicles by day", "-- colour: red", ":2: \"colour\" is no key of a header")]
    [InlineData("-- description: vehicles by day\n", "", ":1: the header has no \"description\"")]
    [InlineData("-- model: fast_vehicles", "-- model: other", ":1: the model is named \"other\"; expected \"fast_vehicles\"")]
    [InlineData("--   vehicle_id text", "--   vehicle_id varchar", ":6: ")]
    [InlineData("{{ update_events }}", "{{ create_events }}", ":11: {{ create_events }} is not declared")]
    [InlineData("{{ update_events }}", "{{ update_events", ":11: ")]
    [InlineData("-- partition by: date", "-- partition by: hour", ":7: partitioned by \"hour\"; expected \"date\"")]
    public async Task A_faulty_file_exits_with_2_and_nothing_begins(string found, string replacement, string message)
    {
        Assert.Contains(found, Good, StringComparison.Ordinal);
        _sandbox.Write("models/fast_vehicles.sql", Good.Replace(found, replacement, StringComparison.Ordinal));
        string path = _sandbox.PathOf("models") + "/fast_vehicles.sql";

        foreach (string[] call in (string[][])[["run", "--date", Sandbox.Day], ["plan", "--date", Sandbox.Day], ["status"]])
        {
            var result = (await _sandbox.Run(call)).Exits(2).SaysItPlainly().Says(path + message);
            Assert.Empty(result.Output);
        }

        Assert.False(Directory.Exists(_sandbox.PathOf("lake")));
    }

    [Fact]
    public async Task Faults_of_all_files_are_told_at_once()
    {
        _sandbox.Write("models/fast_vehicles.sql", Good.Replace("-- partition by: date", "-- partition by: hour", StringComparison.Ordinal));
        _sandbox.Write("models/other.sql", "select 1");

        (await _sandbox.RunDay()).Exits(2).Says("fast_vehicles.sql:7: ", "other.sql:1: ");
    }

    [Fact]
    public async Task Models_that_read_each_other_are_told_as_a_circle()
    {
        foreach (var (name, reads) in new[] { ("a", "b"), ("b", "c"), ("c", "a") })
        {
            _sandbox.Write(
                $"models/{name}.sql",
                Good.Replace("fast_vehicles", name, StringComparison.Ordinal).Replace("update_events", reads, StringComparison.Ordinal));
        }

        (await _sandbox.RunDay()).Exits(2).SaysItPlainly().Says(_sandbox.PathOf("models") + "/a.sql:3: models read each other in a circle: a → b → c → a.");
        Assert.False(Directory.Exists(_sandbox.PathOf("lake")));
    }

    [Theory]
    [InlineData("max(u.vehicle_id)", "max(u.nonsense)", ":10: ", "nonsense")]
    [InlineData("group by u.date", "group by date_nonsense(u.date)", ":12: ", "date_nonsense")]
    [InlineData("max(u.vehicle_id) as vehicle_id", "max(u.vehicle_id) as name", ": gives the columns date, name; expected those of its header: date, vehicle_id", "")]
    [InlineData("u.date as date", "u.date + 1 as date", ": gives 1 rows of dates that are not built", "")]
    public async Task Sql_that_the_engine_refuses_fails_its_step_with_file_and_line_and_leaves_the_rows_as_they_were(
        string found, string replacement, string message, string part)
    {
        _sandbox.Write("models/fast_vehicles.sql", Good);
        _sandbox.Write("models/after.sql", Good.Replace("fast_vehicles", "after", StringComparison.Ordinal).Replace("update_events", "fast_vehicles", StringComparison.Ordinal));
        _sandbox.Write("models/beside.sql", Good.Replace("fast_vehicles", "beside", StringComparison.Ordinal));
        (await _sandbox.RunDay()).Exits(0);
        _sandbox.Write("models/fast_vehicles.sql", Good.Replace(found, replacement, StringComparison.Ordinal));
        _sandbox.Write("models/beside.sql", File.ReadAllText(_sandbox.PathOf("models/beside.sql")).Replace("max(", "min(", StringComparison.Ordinal));

        var result = (await _sandbox.RunDay()).Exits(1).SaysItPlainly();

        result.Says("model:fast_vehicles: failed", _sandbox.PathOf("models") + "/fast_vehicles.sql" + message, part, "model:beside: done", "check:beside: done");
        Assert.DoesNotContain("model:after", result.Error, StringComparison.Ordinal);
        Assert.Contains("skipped", result.Output, StringComparison.Ordinal);
        Assert.Equal(["2019-06-01,v_1"], await _sandbox.Rows("select * from fast_vehicles"));
    }
}
