using Fleetlake.Events.Parsing;
using Xunit;
using static Fleetlake.Tests.Events.EventLine;

namespace Fleetlake.Tests.Events;

/// <summary>Members nobody knows, and what a rejection tells.</summary>
public sealed class ExtraTests
{
    [Fact]
    public void Line_without_unknown_members_has_no_extra() => Assert.Null(Verdict.Of(Update("{\"id\":\"v\",\"more\":1}")).Extra);

    [Theory]
    [InlineData(",\"a\":1", """{"a":1}""")]
    [InlineData(",\"a\" : 1.50 ,\"b\":[ {}, null ]", """{"a":1.50,"b":[ {}, null ]}""")]
    [InlineData(",\"\":true", """{"":true}""")]
    [InlineData(",\"id\":1,\"lat\":2,\"location\":{}", """{"id":1,"lat":2,"location":{}}""")]
    [InlineData(",\"Data\":1,\"ON\":2", """{"Data":1,"ON":2}""")]
    [InlineData(",\"a\":1,\"b\":2,\"a\":3", """{"b":2,"a":3}""")]
    [InlineData(",\"a\":1,\"\\u0061\":2", """{"\u0061":2}""")]
    [InlineData(",\"\\ud800\":1,\"\\uD800\":2,\"\\ud801\":3", """{"\uD800":2,"\ud801":3}""")]
    [InlineData(",\"\\ud83d\\ude97\":1,\"🚗\":2", """{"🚗":2}""")]
    [InlineData(",\"a\":\"\\ud800\"", """{"a":"\ud800"}""")]
    public void Unknown_members_are_kept_verbatim_the_last_of_equal_names(string more, string extra) =>
        Assert.Equal(extra, Verdict.Of(Of("vehicle", "update", "{\"id\":\"v\"}", more: more)).Extra);

    [Fact]
    public void Unknown_member_with_a_very_long_escaped_name_is_kept()
    {
        string name = string.Concat(Enumerable.Repeat("\\u0061", 5000));
        Assert.Equal($"{{\"{name}\":1}}", Verdict.Of(Of("vehicle", "x", null, more: $",\"{name}\":0,\"{name}\":1")).Extra);
    }

    [Fact]
    public void Extra_of_one_line_does_not_reach_the_next()
    {
        using var batch = new Fleetlake.Events.Columns.EventBatch(new DateOnly(2019, 6, 1));
        var parser = new LineParser { Batch = batch };
        foreach (string line in new[] { Of("vehicle", "x", null, more: ",\"a\":1"), "{\"b\":1", Of("vehicle", "x", null) })
            parser.Parse(System.Text.Encoding.UTF8.GetBytes(line), 0, 1);
        Assert.Equal([7, -1], batch.Raw[0].Extra.Lengths.ToArray());
    }

    [Theory]
    [InlineData("{\"event\":\"update\" oops", "found oops at byte 18, expected ',' or '}'")]
    [InlineData("{\"a\":", "found the end of the line at byte 5, expected a JSON value")]
    [InlineData("{\"a\":1}\u0001", "found \ufffd at byte 7, expected the end of the line")]
    [InlineData("[1]", "found [1], expected one JSON object")]
    public void Detail_says_what_was_found_where_and_what_was_expected(string line, string detail) =>
        Assert.Equal(detail, Verdict.Of(line).Detail);

    [Fact]
    public void Detail_names_the_member_and_shows_no_more_than_its_beginning()
    {
        string value = new('x', 1000);
        Assert.Equal(
            $"data: found \"{value[..79]}… (1002 bytes), expected an object",
            Verdict.Broken(Update($"\"{value}\""), Reason.WrongType).Detail);
        Assert.Equal(
            "data.id: found 5, expected a text of 1 to 255 bytes", Verdict.Broken(Update("{\"id\":5}"), Reason.WrongType).Detail);
        Assert.Equal(
            "at: found \"2019-06-01T12:00:00\", expected Z or an offset such as +02:00 at the end",
            Verdict.Refused(Update("{}", "\"2019-06-01T12:00:00\""), Reason.TimestampWithoutZone).Detail);
    }

    [Fact]
    public void Mended_line_is_judged_in_the_place_of_the_rejected_one()
    {
        string good = Update("{\"id\":\"v\"}");
        var mended = Mend("{\"broken", good + "\n");
        Assert.Equal(0, mended.Rejected.Count);
        Assert.Equal(7, mended.Raw[0].SourceLine[0]);
        Assert.Single(BatchRows.Staged(mended));
    }

    [Fact]
    public void Line_whose_mend_fails_too_is_rejected_for_its_own_reason()
    {
        var batch = Mend("{\"broken", "{}");
        Assert.Equal("{\"broken", System.Text.Encoding.UTF8.GetString(batch.Rejected.Line.Bytes));
        Assert.Equal(Reason.InvalidJson, Assert.Single(batch.Rejected.Reason));
        Assert.StartsWith("found ", Assert.Single(batch.Rejected.Detail), StringComparison.Ordinal);
    }

    [Fact]
    public void Line_that_is_in_raw_and_is_mended_is_in_raw_once()
    {
        string good = Of("vehicle", "register", "{\"id\":\"v\"}");
        var batch = Mend(Of("vehicle", "register", "{}"), good);
        Assert.Equal(0, batch.Rejected.Count);
        Assert.Equal("{\"id\":\"v\"}", Assert.Single(BatchRows.Raw(batch, default, [""])).Data);
    }

    [Fact]
    public void Mend_that_breaks_its_contract_leaves_the_rejected_line_in_raw_as_it_was()
    {
        var batch = Mend(Of("vehicle", "register", "{}"), Of("vehicle", "register", "{\"id\":7}"));
        Assert.Equal(Reason.MissingMember, Assert.Single(batch.Rejected.Reason));
        Assert.Equal("{}", Assert.Single(BatchRows.Raw(batch, default, [""])).Data);
    }

    private static Fleetlake.Events.Columns.EventBatch Mend(string line, string mended)
    {
        var batch = new Fleetlake.Events.Columns.EventBatch(new DateOnly(2019, 6, 1));
        var parser = new LineParser { Batch = batch, Mend = (_, _) => System.Text.Encoding.UTF8.GetBytes(mended) };
        parser.Parse(System.Text.Encoding.UTF8.GetBytes(line), 0, 7);
        return batch;
    }
}
