using Xunit;

namespace Fleetlake.Tests.Cli;

/// <summary><c>fleetlake changes</c>: which dates an orchestrator has to run again.</summary>
public sealed class ChangesTests : IDisposable
{
    private readonly Sandbox _sandbox = Sandbox.WithTwoDays();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Dates_with_objects_that_were_never_taken_in_are_listed_and_empty_ones_are_not()
    {
        Assert.Equal("""{"dates":["2019-06-01","2019-06-02"]}""", await Changes("2019-06-08"));
    }

    [Fact]
    public async Task A_date_is_listed_until_it_is_run_and_again_when_a_file_comes_late()
    {
        (await _sandbox.Run("run", "--date", Sandbox.Day, "--to", Sandbox.NextDay)).Exits(0);
        Assert.Equal("""{"dates":[]}""", await Changes("2019-06-08"));

        _sandbox.WriteEvents("2019-06-01-23-0-0-events.json", Line.Update("v_1", "2019-06-01T20:00:00Z", 52.5));
        Assert.Equal("""{"dates":["2019-06-01"]}""", await Changes("2019-06-08"));

        (await _sandbox.RunDay()).Exits(0);
        Assert.Equal("""{"dates":[]}""", await Changes("2019-06-08"));
    }

    [Fact]
    public async Task A_date_whose_object_is_gone_or_was_empty_when_it_was_run_is_listed()
    {
        (await _sandbox.Run("run", "--date", Sandbox.Day, "--to", "2019-06-03")).Exits(0);
        File.Delete(_sandbox.PathOf("events", "2019-06-01-9-0-0-events.json"));
        _sandbox.WriteEvents("2019-06-03-9-0-0-events.json", Line.Update("v_1", "2019-06-03T09:00:00Z", 52.5));

        Assert.Equal("""{"dates":["2019-06-01","2019-06-03"]}""", await Changes("2019-06-08"));
    }

    [Fact]
    public async Task The_date_itself_and_dates_further_back_are_not_looked_at()
    {
        Assert.Equal("""{"dates":["2019-06-01"]}""", await Changes(Sandbox.NextDay));
        Assert.Equal("""{"dates":["2019-06-02"]}""", await Changes("2019-06-03", "1"));
        Assert.Equal("""{"dates":[]}""", await Changes("2019-06-04", "1"));
    }

    [Fact]
    public async Task Without_days_the_configuration_says_how_far_back()
    {
        var none = (await _sandbox.Run("changes", "--date", "2019-06-03")).Exits(0).Says("give --days, or set schedule.lookbackDays");
        _sandbox.Environment["FLEETLAKE_SCHEDULE__LOOKBACKDAYS"] = "1";
        var one = (await _sandbox.Run("changes", "--date", "2019-06-03")).Exits(0);

        Assert.Equal("""{"dates":[]}""", none.PlainOutput);
        Assert.Equal("""{"dates":["2019-06-02"]}""", one.PlainOutput);
        Assert.Empty(one.Error);
    }

    [Fact]
    public async Task Without_a_date_the_days_before_today_are_looked_at()
    {
        var yesterday = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-1);
        _sandbox.WriteEvents($"{yesterday:yyyy-MM-dd}-9-0-0-events.json", Line.Update("v_1", $"{yesterday:yyyy-MM-dd}T09:00:00Z", 52.5));

        var result = (await _sandbox.Run("changes", "--days", "2", "--format", "table")).Exits(0);

        Assert.Contains($"{yesterday:yyyy-MM-dd}", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_corrupt_manifest_makes_its_date_one_to_run_which_then_says_what_is_wrong()
    {
        (await _sandbox.RunDay()).Exits(0);
        _sandbox.Write(Path.Combine("lake", "raw", "_manifests", "date=2019-06-01.json"), "{");

        Assert.Equal("""{"dates":["2019-06-01"]}""", await Changes(Sandbox.NextDay));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("367")]
    [InlineData("some")]
    public async Task Days_out_of_bounds_are_refused(string days) =>
        (await _sandbox.Run("changes", "--days", days)).Exits(2).SaysItPlainly().Says("--days");

    [Fact]
    public async Task A_source_that_is_not_there_is_told() =>
        (await _sandbox.Run("changes", "--days", "3", "--source", "nowhere")).Exits(2).Says(_sandbox.PathOf("nowhere"));

    [Fact]
    public async Task A_run_takes_in_a_day_before_it_that_was_never_run_and_leaves_alone_what_has_not_changed()
    {
        _sandbox.Environment["FLEETLAKE_SCHEDULE__LOOKBACKDAYS"] = "3";

        (await _sandbox.Run("run", "--date", Sandbox.NextDay)).Exits(0).Says("2019-06-01 extract: done", "2019-06-02 extract: done");
        var again = (await _sandbox.Run("run", "--date", Sandbox.NextDay)).Exits(0);

        Assert.DoesNotContain("2019-06-01", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_is_told_to_does_not_look_back()
    {
        _sandbox.Environment["FLEETLAKE_SCHEDULE__LOOKBACKDAYS"] = "3";

        var run = (await _sandbox.Run("run", "--date", Sandbox.NextDay, "--days", "0")).Exits(0).Says("2019-06-02 extract: done");

        Assert.DoesNotContain("2019-06-01 extract", run.Error, StringComparison.Ordinal);
    }

    private async Task<string> Changes(string date, string days = "7") =>
        (await _sandbox.Run("changes", "--date", date, "--days", days)).Exits(0).PlainOutput;
}
