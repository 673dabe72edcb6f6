using Xunit;

namespace Fleetlake.Tests.Cli;

/// <summary>Calls that the caller can mend, and help.</summary>
public sealed class CallTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData("", "Required command")]
    [InlineData("nonsense", "nonsense")]
    [InlineData("rejects", "Required command")]
    [InlineData("run", "'--date' is required")]
    [InlineData("run --date", "--date")]
    [InlineData("run --date 2019-06-01 --date 2019-06-02", "--date")]
    [InlineData("run --date 2019-06-01 --nonsense", "--nonsense")]
    [InlineData("run --date 2019-02-30", "--date: found \"2019-02-30\", expected a date")]
    [InlineData("run --date 1.6.2019", "--date: found \"1.6.2019\", expected a date")]
    [InlineData("run --date 2019-06-01T00:00:00Z", "expected a date")]
    [InlineData("run --date 9999-12-31", "--date: found \"9999-12-31\", expected a date")]
    [InlineData("run --date 0001-01-01", "--date: found \"0001-01-01\", expected a date")]
    [InlineData("run --date 2019-06-02 --to 2019-06-01", "--to: found 2019-06-01, expected 2019-06-02")]
    [InlineData("run --date 2019-06-02 --to tomorrow", "--to: found \"tomorrow\", expected a date")]
    [InlineData("run --date 2019-06-01 --format xml", "xml")]
    [InlineData("run --date 2019-06-01 --source nowhere", "nowhere: found nothing, expected a folder")]
    [InlineData("run --date 2019-06-01 --engine oracle", "warehouse.engine (--engine): found \"oracle\", expected an engine there is")]
    [InlineData("run --date 2019-06-01 --time-zone Mars/Olympus", "source.timeZone (--time-zone): found \"Mars/Olympus\", expected an IANA time zone")]
    [InlineData("run --date 2019-06-01 --config nowhere.json", "nowhere.json: cannot be read")]
    [InlineData("extract --date 2019-06-01 --skip-code many", "--skip-code")]
    [InlineData("stage --date 2019-06-01 --event updates", "--event: found \"updates\", expected one of update, register")]
    [InlineData("load --date 2019-06-01 --name update", "--name: found \"update\", expected one of update_events")]
    [InlineData("model --date 2019-06-01 --name distance", "--name: found \"distance\", expected one of vehicle_operation_metadata")]
    [InlineData("check --date 2019-06-01 --name distance", "--name: found \"distance\", expected one of vehicle_operation_metadata")]
    [InlineData("stage --date 2019-06-01", "2019-06-01 has not been extracted: run `fleetlake extract --date 2019-06-01` first")]
    [InlineData("load --date 2019-06-01", "2019-06-01 has not been extracted")]
    [InlineData("model --date 2019-06-01", "2019-06-01 has not been extracted")]
    [InlineData("check --date 2019-06-01", "2019-06-01 has not been extracted")]
    [InlineData("rejects list --date 2019-06-01", "2019-06-01 has not been extracted")]
    [InlineData("rejects replay --date 2019-06-01", "2019-06-01 has not been extracted")]
    [InlineData("query", "sql")]
    [InlineData("status --from 2019-06-02 --to 2019-06-01", "--to: found 2019-06-01, expected 2019-06-02")]
    [InlineData("simulate --date 2019-06-01 --vehicles 0", "Vehicles is 0; expected from 1")]
    [InlineData("simulate --date 2019-06-01 --vehicles lots", "lots")]
    [InlineData("simulate --date 2019-06-01 --mess 2", "Mess is 2; expected from 0 to 1")]
    [InlineData("simulate --date 2019-06-01 --clock-hours 1e300", "--clock-hours")]
    [InlineData("simulate --date 2019-06-01 --clock-hours NaN", "--clock-hours")]
    [InlineData("demo --vehicles -1", "Vehicles is -1; expected from 1")]
    public async Task What_the_caller_can_mend_exits_with_2_and_says_what_was_expected(string call, string message)
    {
        var result = (await _sandbox.Run(call.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Exits(2).SaysItPlainly();

        Assert.Contains(message, result.Error + result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("select nonsense", "The query is refused", "nonsense")]
    [InlineData("select * from nowhere", "The query is refused", "nowhere")]
    [InlineData("selec 1", "The query is refused", "selec")]
    [InlineData("", "The query is refused", "found nothing, expected a statement")]
    [InlineData("@nowhere", "The query is refused", "@")]
    [InlineData("delete from update_events", "The query is refused", "read-only")]
    [InlineData("select cast(vehicle_id as integer) from update_events", "The query is refused", "v_1")]
    [InlineData("select * from read_csv('/etc/hostname')", "The query is refused", "disabled")]
    public async Task A_query_that_is_refused_exits_with_2(string sql, string message, string part)
    {
        using var sandbox = Sandbox.WithDay();
        (await sandbox.RunDay()).Exits(0);

        (await sandbox.Run("query", sql)).Exits(2).SaysItPlainly().Says(message, part);
    }

    [Fact]
    public async Task A_query_before_the_first_run_says_that_there_is_no_warehouse()
    {
        var result = (await _sandbox.Run("query", "select 1")).Exits(2).Says("There is no warehouse", "warehouse.duckdb");

        Assert.Empty(result.Output);
        Assert.False(Directory.Exists(_sandbox.PathOf("lake")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("demo")]
    [InlineData("init")]
    [InlineData("run")]
    [InlineData("extract")]
    [InlineData("stage")]
    [InlineData("load")]
    [InlineData("model")]
    [InlineData("check")]
    [InlineData("plan")]
    [InlineData("status")]
    [InlineData("query")]
    [InlineData("rejects")]
    [InlineData("rejects list")]
    [InlineData("rejects replay")]
    [InlineData("simulate")]
    public async Task Every_command_has_help_with_examples(string command)
    {
        var result = (await _sandbox.Run([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"])).Exits(0);

        Assert.Empty(result.Error);
        Assert.Contains("Examples:", result.Output, StringComparison.Ordinal);
        Assert.Contains($"\n  fleetlake {command}".TrimEnd(), result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_a_result()
    {
        var result = (await _sandbox.Run("--version")).Exits(0);

        Assert.Matches(@"^\d+\.\d+\.\d+", result.Output);
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task Results_go_to_standard_output_and_all_else_to_standard_error_in_plain_lines()
    {
        using var sandbox = Sandbox.WithDay();
        var run = (await sandbox.RunDay("--format", "json")).Exits(0);

        Assert.StartsWith("{", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("extract: done", run.Output, StringComparison.Ordinal);
        Assert.All(run.Error.TrimEnd().Split('\n'), line => Assert.StartsWith($"{Sandbox.Day} ", line, StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', run.Error + run.Output + (await sandbox.RunDay()).Output);
        Assert.DoesNotContain('\r', run.Error);
    }
}
