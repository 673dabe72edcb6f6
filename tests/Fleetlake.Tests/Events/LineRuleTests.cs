using System.Text;
using Fleetlake.Events.Columns;
using Fleetlake.Events.Parsing;
using Fleetlake.Tests.Reference;
using Xunit;
using static Fleetlake.Tests.Events.EventLine;

namespace Fleetlake.Tests.Events;

/// <summary>The rows "line" and "JSON" of the contract.</summary>
public sealed class LineRuleTests
{
    private const string Good = """{"id":"v"}""";

    [Theory]
    [InlineData("")]
    [InlineData("\r")]
    [InlineData(" \t \r")]
    [InlineData("\r\r\r")]
    public void Line_of_white_space_is_no_line(string line)
    {
        using var batch = new EventBatch(new DateOnly(2019, 6, 1));
        Assert.False(new LineParser { Batch = batch }.Parse(Encoding.UTF8.GetBytes(line), 0, 1));
        Assert.Equal(0, batch.Raw.Count + batch.Rejected.Count);
    }

    [Theory]
    [InlineData("\u00a0")]
    [InlineData("\v")]
    [InlineData("\f")]
    [InlineData("\0")]
    [InlineData("\ufeff")]
    public void Other_characters_are_no_white_space(string line) => Verdict.Refused(line, Reason.InvalidJson);

    [Fact]
    public void White_space_around_a_line_is_no_part_of_it() =>
        Verdict.Staging<UpdateRow>($" \t\r{Update(Good)}\t \r\r");

    [Fact]
    public void Byte_order_mark_at_the_start_of_a_line_is_no_json() => Verdict.Refused("\ufeff" + Update(Good), Reason.InvalidJson);

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0xC0, 0x80 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 })]
    [InlineData(new byte[] { 0xE2, 0x82 })]
    public void Line_that_is_not_utf8_is_refused_wherever_its_bytes_stand(byte[] bytes)
    {
        byte[] line = [.. "{\"x\":\""u8, .. bytes, .. Encoding.UTF8.GetBytes(string.Concat("\",", Update(Good).AsSpan(1)))];
        var verdict = Verdict.Refused(line, Reason.InvalidUtf8);
        Assert.Equal($"found 0x{bytes[0]:X2} at byte 6, expected UTF-8", verdict.Detail);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}x")]
    [InlineData("{}{}")]
    [InlineData("{,}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\":1 \"b\":2}")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{a:1}")]
    [InlineData("{'a':1}")]
    [InlineData("{\"a\":}")]
    [InlineData("{\"a\":[1,]}")]
    [InlineData("{\"a\":[1 2]}")]
    [InlineData("{\"a\":[}")]
    [InlineData("{\"a\":01}")]
    [InlineData("{\"a\":+1}")]
    [InlineData("{\"a\":.5}")]
    [InlineData("{\"a\":1.}")]
    [InlineData("{\"a\":1e}")]
    [InlineData("{\"a\":-}")]
    [InlineData("{\"a\":0x1}")]
    [InlineData("{\"a\":NaN}")]
    [InlineData("{\"a\":Infinity}")]
    [InlineData("{\"a\":True}")]
    [InlineData("{\"a\":nul}")]
    [InlineData("{\"a\":\"\t\"}")]
    [InlineData("{\"a\":\"\u0000\"}")]
    [InlineData("{\"a\":\"\\x\"}")]
    [InlineData("{\"a\":\"\\u12g4\"}")]
    [InlineData("{\"a\":\"\\u123\"}")]
    [InlineData("{\"a\":\"")]
    [InlineData("{\"a\":\"\\")]
    [InlineData("// no\n{}")]
    [InlineData("{/**/}")]
    [InlineData("no")]
    [InlineData("null x")]
    public void Line_that_is_not_json_is_refused(string line) => Verdict.Refused(line, Reason.InvalidJson);

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("[{}]")]
    [InlineData("\"{}\"")]
    [InlineData("-0.5e3")]
    [InlineData("true")]
    [InlineData("false")]
    public void Line_that_is_no_object_is_refused(string line) => Verdict.Refused(line, Reason.NotAnObject);

    [Fact]
    public void Objects_and_arrays_nest_at_most_64_deep()
    {
        Assert.Null(Verdict.Of(Of("vehicle", "register", Good, more: $",\"x\":{Nested(63)}")).Reason);
        Verdict.Refused(Of("vehicle", "register", Good, more: $",\"x\":{Nested(64)}"), Reason.NestedTooDeep);
        Verdict.Refused(Nested(65), Reason.NestedTooDeep);
        Verdict.Refused(Nested(64), Reason.NotAnObject);
    }

    [Fact]
    public void Depth_counts_the_same_inside_data_and_inside_a_location()
    {
        Verdict.Staging<UpdateRow>(Update($"{{\"id\":\"v\",\"x\":{Nested(62)}}}"));
        Verdict.Refused(Update($"{{\"id\":\"v\",\"x\":{Nested(63)}}}"), Reason.NestedTooDeep);
        Verdict.Staging<UpdateRow>(Located($"{{\"x\":{Nested(61)}}}"));
        Verdict.Refused(Located($"{{\"x\":{Nested(62)}}}"), Reason.NestedTooDeep);
        Verdict.Refused(Of("vehicle", "x", Nested(64)), Reason.NestedTooDeep);
        Assert.True(Verdict.Of(Of("vehicle", "x", Nested(63))).Unmodelled);
    }

    [Fact]
    public void Of_equal_names_the_last_counts()
    {
        var row = Verdict.Staging<UpdateRow>(
            """{"organization_id":5,"data":null,"event":"x","on":"vehicle","at":"x","event":"update","at":"2019-06-01T00:00:00Z","data":{"id":1,"id":"v","location":{"lat":1,"lng":1},"location":{"lat":91,"lat":2,"lng":3}},"organization_id":"o"}""");
        Assert.Equal(("v", 2.0, 3.0, "o"), (row.VehicleId, row.Lat, row.Long, row.OrganizationId));
    }

    [Fact]
    public void Last_of_equal_names_counts_even_when_it_takes_something_away()
    {
        Assert.Null(Verdict.Staging<UpdateRow>(Update("""{"id":"v","location":{"lat":1,"lng":1},"location":null}""")).Lat);
        Assert.Null(Verdict.Staging<UpdateRow>(Update("""{"id":"v","location":{"lat":1,"lng":1},"location":{}}""")).Lat);
        Verdict.Broken(Of("vehicle", "update", Good, more: ",\"data\":null"), Reason.WrongType);
        Verdict.Broken(Of("vehicle", "update", Good, more: ",\"data\":{}"), Reason.MissingMember);
        Verdict.Refused(Of("vehicle", "update", Good, more: ",\"at\":null"), Reason.WrongType);
    }

    [Fact]
    public void Names_are_compared_unescaped_and_case_sensitive()
    {
        var row = Verdict.Staging<UpdateRow>(
            """{"\u0065vent":"update","\u006f\u006E":"vehicle","\u0061t":"2019-06-01T00:00:00Z","d\u0061ta":{"\u0069d":"v","ID":7,"locat\u0069on":{"\u006cat":1,"l\u006eg":2,"LAT":99}},"organization\u005fid":"o","At":0}""");
        Assert.Equal(("v", 1.0, 2.0), (row.VehicleId, row.Lat, row.Long));
        Verdict.Refused("""{"Event":"update","on":"vehicle","at":"2019-06-01T00:00:00Z","organization_id":"o"}""", Reason.MissingMember);
    }

    [Fact]
    public void Escaped_name_takes_the_place_of_the_plain_one_before_it() =>
        Assert.Equal("w", Verdict.Staging<RegisterRow>(Of("vehicle", "register", """{"id":"v","i\u0064":"w"}""")).VehicleId);

    [Fact]
    public void Line_longer_than_64_mebibytes_is_refused_and_its_head_kept()
    {
        using var batch = new EventBatch(new DateOnly(2019, 6, 1));
        byte[] head = new byte[100_000];
        new LineParser { Batch = batch }.RejectTooLong(head, LineParser.MaxLineBytes + 1L, 0, 9);
        Assert.Equal(Reason.LineTooLong, Assert.Single(batch.Rejected.Reason));
        Assert.Equal("found a line of 67108865 bytes, expected at most 67108864 bytes", Assert.Single(batch.Rejected.Detail));
        Assert.Equal(64 * 1024, batch.Rejected.Line.Lengths[0]);
        Assert.Equal(9, batch.Rejected.SourceLine[0]);
    }
}
