using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Fleetlake.Tests.Cli;

/// <summary><c>fleetlake rejects</c>: looking at rejected lines and mending them.</summary>
public sealed class RejectsTests : IDisposable
{
    private static readonly string OutOfRange = Line.Update("v_1", "2019-06-01T19:00:00Z", 91);
    private static readonly string Mended = Line.Update("v_1", "2019-06-01T19:00:00Z", 52.03);
    private readonly Sandbox _sandbox = new();

    public RejectsTests() => _sandbox.WriteEvents(
        Sandbox.FirstFile,
        Line.Create("op_1", "2019-06-01T08:00:00Z", "2019-06-01T08:00:00Z", "2019-06-01T20:00:00Z"),
        Line.Register("v_1", "2019-06-01T08:10:00Z"),
        Line.Update("v_1", "2019-06-01T18:00:00Z", 52.02),
        OutOfRange,
        Line.Broken);

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Rejected_lines_are_listed_as_a_table()
    {
        (await _sandbox.RunDay()).Exits(0);

        var result = (await List()).Exits(0);

        string[] lines = result.PlainOutput.Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Matches(@"^\s*object\s+line\s+reason\s+detail\s+text$", lines[0]);
        Assert.Matches(@"2019-06-01-8-0-0-events\.json\s+4\s+coordinate_out_of_range\s+data\.location\.lat: found 91, expected a number from -90 to 90\s+\{""event""", lines[2]);
        Assert.Matches(@"2019-06-01-8-0-0-events\.json\s+5\s+invalid_json\s.*this is no JSON$", lines[3]);
        result.Says("2 rejected lines.");
        (await List("--limit", "1")).Exits(0).Says("2 rejected lines, the first 1 shown.");
    }

    [Fact]
    public async Task Rejected_lines_are_listed_as_json_lines_and_by_reason()
    {
        (await _sandbox.RunDay()).Exits(0);

        string[] all = (await List("--format", "jsonl")).Exits(0).Output.TrimEnd().Split('\n');
        string[] some = (await List("--format", "jsonl", "--reason", "invalid_json")).Exits(0).Output.TrimEnd().Split('\n');

        Assert.Equal(2, all.Length);
        using var first = JsonDocument.Parse(all[0]);
        Assert.Equal(Sandbox.FirstFile, first.RootElement.GetProperty("source_object").GetString());
        Assert.Equal(4, first.RootElement.GetProperty("source_line").GetInt64());
        Assert.Equal("coordinate_out_of_range", first.RootElement.GetProperty("reason").GetString());
        Assert.Equal(OutOfRange, first.RootElement.GetProperty("line").GetString());
        Assert.Equal([all[1]], some);
        Assert.Empty((await List("--reason", "no_such_reason")).Exits(0).Output);
    }

    [Fact]
    public async Task A_line_that_would_write_to_the_terminal_is_shown_without_doing_so()
    {
        _sandbox.WriteEvents("2019-06-01-9-0-0-events.json", "\u001b[31mred\u0007 [bold]not markup[/]");
        (await _sandbox.RunDay()).Exits(0);

        var result = (await List()).Exits(0);

        Assert.DoesNotContain('\u001b', result.Output);
        Assert.DoesNotContain('\u0007', result.Output);
        Assert.Contains("[bold]not markup[/]", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_day_without_rejected_lines_says_so()
    {
        _sandbox.WriteEvents(Sandbox.FirstFile, Line.Update("v_1", "2019-06-01T18:00:00Z", 52.02));
        (await _sandbox.RunDay()).Exits(0);

        Assert.Empty((await List()).Exits(0).Says("0 rejected lines.").Output);
        (await Replay()).Exits(0).Says("0 of 0 rejected lines are good now");
    }

    [Fact]
    public async Task A_replay_that_changes_nothing_says_so()
    {
        (await _sandbox.RunDay()).Exits(0);
        var files = _sandbox.LakeFiles();

        (await Replay()).Exits(0).Says("0 of 2 rejected lines are good now");

        Assert.Equal(files, _sandbox.LakeFiles());
    }

    [Fact]
    public async Task A_mended_line_is_in_every_table_and_stays_there()
    {
        (await _sandbox.RunDay()).Exits(0);
        await WriteMendedAsync(Mended);

        (await Replay("--file", "mended.jsonl")).Exits(0).Says("1 of 2 rejected lines are good now", "extract: done", "stage:update: done", "load:update_events: done", "model:operating_period_distance: done");
        var rows = await _sandbox.AllRows();
        Assert.Equal(["52.02", "52.03"], await _sandbox.Rows("select lat from update_events order by lat"));
        Assert.Equal(["op_1,2,1112"], await _sandbox.Rows("select operating_period_id, positions, round(driven_meters)::int from operating_period_distance"));
        Assert.Equal(["invalid_json"], await _sandbox.Rows("select reason from rejected_events"));

        Assert.Contains("unchanged", (await _sandbox.RunDay()).Exits(0).Output, StringComparison.Ordinal);
        Assert.Equal(rows, await _sandbox.AllRows());
        (await _sandbox.RunDay("--force")).Exits(0);
        Assert.Equal(rows, await _sandbox.AllRows());
        _sandbox.WriteEvents("2019-06-01-9-0-0-events.json", Line.Update("v_2", "2019-06-01T18:00:00Z", 52));
        (await _sandbox.RunDay()).Exits(0);
        Assert.Contains("52.03", await _sandbox.Rows("select lat from update_events"));
        (await Replay()).Exits(0).Says("0 of 1 rejected lines are good now");
    }

    [Fact]
    public async Task Lines_are_mended_after_the_source_is_gone()
    {
        (await _sandbox.RunDay()).Exits(0);
        await WriteMendedAsync(Mended);
        Directory.Delete(_sandbox.PathOf("events"), recursive: true);

        (await Replay("--file", "mended.jsonl")).Exits(0);

        Assert.Equal(["52.02", "52.03"], await _sandbox.Rows("select lat from vehicle_position_data order by lat"));
        Assert.Equal(["1,1,1"], await _sandbox.Rows("select (select count(*) from create_events), (select count(*) from register_events), (select count(*) from rejected_events)"));
        Directory.CreateDirectory(_sandbox.PathOf("events"));
        (await _sandbox.RunDay()).Exits(0).Says("1 gone from the source and kept");
        Assert.Equal(["52.02", "52.03"], await _sandbox.Rows("select lat from vehicle_position_data order by lat"));
    }

    [Fact]
    public async Task A_mend_that_is_no_better_is_judged_as_the_line_was()
    {
        (await _sandbox.RunDay()).Exits(0);
        await WriteMendedAsync(Line.Update("v_1", "2019-06-01T19:00:00Z", 92));

        (await Replay("--file", "mended.jsonl")).Exits(0).Says("0 of 2 rejected lines are good now");
    }

    [Theory]
    [InlineData("""{"source_object":"2019-06-01-8-0-0-events.json","source_line":99,"line":"x"}""", "found 2019-06-01-8-0-0-events.json line 99, expected lines that are rejected on 2019-06-01")]
    [InlineData("""{"source_object":"other.json","source_line":4,"line":"x"}""", "found other.json line 4, expected lines that are rejected")]
    [InlineData("""{"source_object":"2019-06-01-8-0-0-events.json","source_line":1,"line":"x"}""", "line 1, expected lines that are rejected")]
    [InlineData("""{"source_object":"2019-06-01-8-0-0-events.json","source_line":4}""", "mended.jsonl:1: found")]
    [InlineData("\n{\"source_object\":null,\"source_line\":4,\"line\":\"x\"}", "mended.jsonl:2: found")]
    [InlineData("{\"source_object\":\"a\",\"source_line\":4,\"line\":null}", "mended.jsonl:1: found")]
    [InlineData("""{"source_object":"2019-06-01-8-0-0-events.json","source_line":"4","line":"x"}""", "mended.jsonl:1: found")]
    [InlineData("""{"source_object":"2019-06-01-8-0-0-events.json","source_line":4.5,"line":"x"}""", "mended.jsonl:1: found")]
    [InlineData("""{"source_object":"2019-06-01-8-0-0-events.json","source_line":4,"line":null}""", "mended.jsonl:1: found null for line")]
    [InlineData("no json", "mended.jsonl:1: found")]
    [InlineData("[]", "mended.jsonl:1: found")]
    public async Task A_file_of_mended_lines_that_does_not_fit_exits_with_2_and_changes_nothing(string mended, string message)
    {
        (await _sandbox.RunDay()).Exits(0);
        var files = _sandbox.LakeFiles();
        _sandbox.Write("mended.jsonl", mended + "\n");

        (await Replay("--file", "mended.jsonl")).Exits(2).SaysItPlainly().Says(_sandbox.PathOf("mended.jsonl"), message);

        Assert.Equal(files, _sandbox.LakeFiles());
    }

    [Fact]
    public async Task A_file_of_mended_lines_that_is_not_there_exits_with_2()
    {
        (await _sandbox.RunDay()).Exits(0);

        (await Replay("--file", "nowhere.jsonl")).Exits(2).Says(_sandbox.PathOf("nowhere.jsonl"), "found nothing, expected a file of mended lines");
    }

    private Task<CommandResult> List(params string[] more) => _sandbox.Run(["rejects", "list", "--date", Sandbox.Day, .. more]);

    private Task<CommandResult> Replay(params string[] more) => _sandbox.Run(["rejects", "replay", "--date", Sandbox.Day, .. more]);

    // The file as a person makes it: what was listed, with the text of one line edited.
    private async Task WriteMendedAsync(string line)
    {
        var listed = (await List("--format", "jsonl", "--reason", "coordinate_out_of_range")).Exits(0).Output;
        var mended = JsonNode.Parse(listed)!;
        mended["line"] = line;
        _sandbox.Write("mended.jsonl", mended.ToJsonString() + "\n");
    }
}
