using System.Text;
using Fleetlake.Events.Contracts;
using Fleetlake.Events.Parsing;
using Fleetlake.Tests.Reference;
using Xunit;
using static Fleetlake.Tests.Events.EventLine;

namespace Fleetlake.Tests.Events;

/// <summary>The rows "envelope", "text", "data" and "data.id" of the contract.</summary>
public sealed class EnvelopeRuleTests
{
    private static readonly string[] _names = ["event", "on", "at", "organization_id"];

    public static TheoryData<string> Names => [.. _names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Line_without_a_member_of_the_envelope_is_not_in_raw(string name) =>
        Assert.StartsWith($"{name}: found nothing, expected ", Verdict.Refused(Without(name, null), Reason.MissingMember).Detail, StringComparison.Ordinal);

    [Theory]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("[\"x\"]")]
    public void Envelope_member_of_another_type_is_refused(string value)
    {
        foreach (string name in _names)
            Assert.StartsWith($"{name}: found {value}, expected ", Verdict.Refused(Without(name, value), Reason.WrongType).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", Reason.EmptyText)]
    [InlineData("\\u0000", Reason.NulInText)]
    [InlineData("a\\u0000b", Reason.NulInText)]
    [InlineData("\\ud800", Reason.InvalidUnicode)]
    [InlineData("\\udc00\\ud800", Reason.InvalidUnicode)]
    [InlineData("\\ud83dx", Reason.InvalidUnicode)]
    [InlineData("\\ud83d\\ud83d\\ude97", Reason.InvalidUnicode)]
    public void Text_that_is_no_text_is_refused_in_every_place(string text, string reason)
    {
        foreach (string name in new[] { "event", "on", "organization_id" })
            Verdict.Refused(Without(name, $"\"{text}\""), reason);
        Verdict.Broken(Of("vehicle", "register", $"{{\"id\":\"{text}\"}}"), reason);
    }

    [Theory]
    [InlineData("x", 255, 255)]
    [InlineData("é", 127, 254)]
    [InlineData("\\u0041", 255, 255)]
    [InlineData("\\n", 255, 255)]
    [InlineData("\\u20ac", 85, 255)]
    [InlineData("\\ud83d\\ude97", 63, 252)]
    [InlineData("🚗", 63, 252)]
    public void Text_has_at_most_255_bytes_once_unescaped(string unit, int times, int bytes)
    {
        string longest = string.Concat(Enumerable.Repeat(unit, times));
        var row = Verdict.Staging<RegisterRow>(Of("vehicle", "register", $"{{\"id\":\"{longest}\"}}", organization: $"\"{longest}\""));
        Assert.Equal(bytes, Encoding.UTF8.GetByteCount(row.VehicleId));
        Assert.Equal(row.VehicleId, row.OrganizationId);
        string tooLong = longest + unit;
        Assert.Contains("bytes", Verdict.Broken(Of("vehicle", "register", $"{{\"id\":\"{tooLong}\"}}"), Reason.TextTooLong).Detail, StringComparison.Ordinal);
        Verdict.Refused(Of("vehicle", "register", "{}", organization: $"\"{tooLong}\""), Reason.TextTooLong);
        Verdict.Refused(Of("vehicle", tooLong, "{}"), Reason.TextTooLong);
    }

    [Fact]
    public void Text_is_kept_as_it_is()
    {
        string text = " A\u0301 ß \\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9 ";
        var row = Verdict.Staging<RegisterRow>(Of("vehicle", "register", $"{{\"id\":\"{text}\"}}"));
        Assert.Equal(" A\u0301 ß \"\\/\b\f\n\r\té ", row.VehicleId);
    }

    [Theory]
    [InlineData(null, Reason.MissingMember, null)]
    [InlineData("null", Reason.WrongType, "null")]
    [InlineData("[{}]", Reason.WrongType, "[{}]")]
    [InlineData("\"{}\"", Reason.WrongType, "\"{}\"")]
    [InlineData("1.50", Reason.WrongType, "1.50")]
    public void Data_that_is_no_object_lies_in_raw_and_only_a_modelled_event_is_rejected(string? data, string reason, string? raw)
    {
        foreach (var contract in EventContracts.All)
            Assert.Equal(raw, Verdict.Broken(Of(contract.On, contract.Event, data), reason).Raw!.Data);
        var unmodelled = Verdict.Of(Of("vehicle", "honk", data));
        Assert.Null(unmodelled.Reason);
        Assert.True(unmodelled.Unmodelled);
        Assert.Equal(raw, unmodelled.Raw!.Data);
    }

    [Fact]
    public void Data_is_kept_verbatim()
    {
        const string data = "{ \"id\" : \"\\u0076\",\t\"n\":1.50e+00 ,\"id\":\"v\",\"é\":[ ] }";
        Assert.Equal(data, Verdict.Of(Update(data)).Raw!.Data);
    }

    [Theory]
    [InlineData("{}", Reason.MissingMember)]
    [InlineData("{\"Id\":\"v\"}", Reason.MissingMember)]
    [InlineData("{\"id\":null}", Reason.WrongType)]
    [InlineData("{\"id\":1}", Reason.WrongType)]
    [InlineData("{\"id\":{}}", Reason.WrongType)]
    [InlineData("{\"id\":\"\"}", Reason.EmptyText)]
    public void Modelled_event_without_an_id_is_rejected_from_staging(string data, string reason)
    {
        foreach (var contract in EventContracts.All)
            Verdict.Broken(Of(contract.On, contract.Event, data), reason);
    }

    [Theory]
    [InlineData("bike", "update")]
    [InlineData("vehicle", "create")]
    [InlineData("vehicle", "delete")]
    [InlineData("operating_period", "update")]
    [InlineData("operating_period", "register")]
    [InlineData("operating_period", "deregister")]
    [InlineData("vehicle", "Update")]
    [InlineData("Vehicle", "update")]
    [InlineData("vehicle ", "update")]
    public void Pair_that_nobody_modelled_lies_in_raw_and_is_counted(string on, string @event)
    {
        var verdict = Verdict.Of(Of(on, @event, "{}"));
        Assert.True(verdict.Unmodelled);
        Assert.Null(verdict.Reason);
        Assert.Null(verdict.Staged);
        Assert.Equal((on, @event), (verdict.Raw!.On, verdict.Raw.Event));
    }

    [Fact]
    public void Escaped_event_is_modelled_like_the_plain_one() =>
        Verdict.Staging<RegisterRow>(Of("vehi\\u0063le", "\\u0072egister", "{\"id\":\"v\"}"));

    [Fact]
    public void Register_and_deregister_do_not_look_at_the_location()
    {
        const string data = """{"id":"v","location":{"lat":"north","lng":999,"at":5},"start":7}""";
        Verdict.Staging<RegisterRow>(Of("vehicle", "register", data));
        Verdict.Staging<DeregisterRow>(Of("vehicle", "deregister", data));
    }

    // The whole envelope with one member missing (null) or set to another value.
    private static string Without(string name, string? value)
    {
        var members = new Dictionary<string, string?>
        {
            ["event"] = "\"update\"",
            ["on"] = "\"vehicle\"",
            ["at"] = Noon,
            ["organization_id"] = "\"o\"",
            ["data"] = "{\"id\":\"v\"}",
        };
        members[name] = value;
        return "{" + string.Join(',', members.Where(member => member.Value is not null).Select(member => $"\"{member.Key}\":{member.Value}")) + "}";
    }
}
