using System.Text.Json;
using Xunit;

namespace Fleetlake.Tests.Cli;

/// <summary><c>fleetlake status</c>: how dates and steps stand.</summary>
public sealed class StatusTests : IDisposable
{
    private readonly Sandbox _sandbox = Sandbox.WithTwoDays();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Nothing_has_been_run_at_first()
    {
        Assert.Equal("No date has been run.", (await _sandbox.Run("status")).Exits(0).PlainOutput);
        Assert.Equal("[]", (await _sandbox.Run("status", "--format", "json")).Exits(0).PlainOutput);
    }

    [Fact]
    public async Task A_date_that_was_run_is_done_and_one_between_is_missing()
    {
        (await _sandbox.RunDay()).Exits(0);
        (await _sandbox.Run("run", "--date", "2019-06-03")).Exits(0);

        var table = (await _sandbox.Run("status")).Exits(0);
        var json = await Status();

        string[] lines = table.PlainOutput.Split('\n');
        Assert.Matches(@"^\s*date\s+state\s+extract\s+stage\s+load\s+model\s+check\s+rows\s+rejected\s+note$", lines[0]);
        Assert.Matches(@"^\s*2019-06-01\s+done\s+done\s+done\s+done\s+done\s+done\s+5\s+1$", lines[2]);
        Assert.Matches(@"^\s*2019-06-02(\s+missing){6}$", lines[3]);
        Assert.Matches(@"^\s*2019-06-03(\s+done){6}\s+0\s+0$", lines[4]);
        Assert.Equal(["done", "missing", "done"], json.Select(date => date.GetProperty("state").GetString()));
        Assert.Equal(5, json[0].GetProperty("rows").GetInt64());
        Assert.Equal(6, json[0].GetProperty("lines").GetInt64());
        Assert.Equal("missing", json[1].GetProperty("steps").GetProperty("extract").GetString());
        Assert.All(json[0].GetProperty("steps").EnumerateObject(), step => Assert.Equal("done", step.Value.GetString()));
    }

    [Fact]
    public async Task A_range_may_be_open_on_either_side()
    {
        (await _sandbox.Run("run", "--date", Sandbox.Day, "--to", Sandbox.NextDay)).Exits(0);

        Assert.Equal([Sandbox.NextDay], await Dates("--from", Sandbox.NextDay));
        Assert.Equal([Sandbox.Day], await Dates("--to", Sandbox.Day));
        Assert.Equal(["2019-06-05"], await Dates("--from", "2019-06-05"));
        Assert.Equal(["2019-05-05"], await Dates("--to", "2019-05-05"));
        Assert.Equal(["2019-05-31", Sandbox.Day], await Dates("--from", "2019-05-31", "--to", Sandbox.Day));
    }

    [Fact]
    public async Task A_date_whose_listing_changed_is_stale()
    {
        (await _sandbox.RunDay()).Exits(0);
        _sandbox.WriteEvents("2019-06-01-23-0-0-events.json", Line.Update("v_1", "2019-06-01T19:00:00Z", 52.5));

        Assert.Equal("stale", (await Status())[0].GetProperty("state").GetString());
        Assert.Equal("stale", (await Status())[0].GetProperty("steps").GetProperty("extract").GetString());
        (await _sandbox.Run("extract", "--date", Sandbox.Day)).Exits(0);
        var steps = (await Status())[0].GetProperty("steps");
        Assert.Equal("done", steps.GetProperty("extract").GetString());
        Assert.Equal("stale", steps.GetProperty("stage:update").GetString());
        (await _sandbox.Run("stage", "--date", Sandbox.Day)).Exits(0);
        steps = (await Status())[0].GetProperty("steps");
        Assert.Equal("done", steps.GetProperty("stage:update").GetString());
        Assert.Equal("stale", steps.GetProperty("load:update_events").GetString());
        (await _sandbox.RunDay()).Exits(0);
        Assert.Equal("done", (await Status())[0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_date_that_failed_says_why()
    {
        _sandbox.WriteEvents("2019-05-31-1-0-0-events.json", Line.Broken);
        (await _sandbox.Run("run", "--date", "2019-05-31")).Exits(1);

        var date = (await Status())[0];
        string table = (await _sandbox.Run("status")).Exits(0).PlainOutput;

        Assert.Equal("failed", date.GetProperty("state").GetString());
        Assert.Contains("1 of 1 lines are rejected", date.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Contains("1 of 1 lines are rejected", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_corrupt_lake_is_told_and_the_other_dates_as_well()
    {
        (await _sandbox.Run("run", "--date", Sandbox.Day, "--to", Sandbox.NextDay)).Exits(0);
        await File.WriteAllTextAsync(_sandbox.PathOf("lake", "raw", "_manifests", "date=2019-06-01.json"), "{", TestContext.Current.CancellationToken);

        var dates = await Status();

        Assert.Equal("failed", dates[0].GetProperty("state").GetString());
        Assert.Contains("date=2019-06-01.json is corrupt", dates[0].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, dates.Length);
    }

    [Fact]
    public async Task A_corrupt_staging_file_is_told_and_the_other_dates_as_well()
    {
        (await _sandbox.Run("run", "--date", Sandbox.Day, "--to", Sandbox.NextDay)).Exits(0);
        await File.WriteAllTextAsync(_sandbox.Part("staging", "create_events", "date=2019-06-01"), "nonsense", TestContext.Current.CancellationToken);

        var dates = await Status();

        Assert.Equal(["failed", "done"], dates.Select(date => date.GetProperty("state").GetString()));
        Assert.Equal("failed", dates[0].GetProperty("steps").GetProperty("stage:create").GetString());
        Assert.Equal("done", dates[0].GetProperty("steps").GetProperty("stage:update").GetString());
        Assert.Contains("part-00000.parquet is corrupt", dates[0].GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_day_that_is_not_over_is_partial_and_stale_when_more_has_come()
    {
        _sandbox.WriteEvents("2250-01-01-0-0-0-events.json", Line.Update("v_1", "2250-01-01T00:00:00Z", 52));
        var run = (await _sandbox.Run("run", "--date", "2250-01-01")).Exits(0);

        Assert.Contains("partial: the day is not over", run.Output, StringComparison.Ordinal);
        var date = (await Status())[0];
        Assert.True(date.GetProperty("partial").GetBoolean());
        Assert.Equal("done", date.GetProperty("state").GetString());
        Assert.EndsWith("partial", (await _sandbox.Run("status")).PlainOutput, StringComparison.Ordinal);

        _sandbox.WriteEvents("2250-01-01-0-0-1-events.json", Line.Update("v_1", "2250-01-01T00:00:01Z", 52));
        Assert.Equal("stale", (await Status())[0].GetProperty("state").GetString());
        (await _sandbox.Run("run", "--date", "2250-01-01")).Exits(0);
        Assert.Equal(["2"], await _sandbox.Rows("select count(*) from update_events"));
    }

    private async Task<JsonElement[]> Status(params string[] more)
    {
        string output = (await _sandbox.Run(["status", "--format", "json", .. more])).Exits(0).Output;
        return [.. JsonDocument.Parse(output).RootElement.EnumerateArray()];
    }

    private async Task<IEnumerable<string?>> Dates(params string[] more) =>
        (await Status(more)).Select(date => date.GetProperty("date").GetString());
}
