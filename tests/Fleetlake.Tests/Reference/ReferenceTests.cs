using System.Text;
using Xunit;
using static Fleetlake.Tests.Reference.ReferenceCase;

namespace Fleetlake.Tests.Reference;

/// <summary>The contracts of a line, and the public sample as a whole.</summary>
public sealed class ReferenceTests
{
    [Fact]
    public void Sample_gives_the_numbers_of_an_independent_calculation()
    {
        string? folder = Environment.GetEnvironmentVariable("FLEETLAKE_SAMPLE");
        Assert.SkipWhen(
            string.IsNullOrEmpty(folder),
            "Set FLEETLAKE_SAMPLE to a folder with the event files of the door2door data engineer challenge.");
        ReferenceTables tables = ReferenceLake.Compute(
            ReferenceLake.ReadFolder(folder!), [June(1)], new ReferenceOptions("America/Sao_Paulo"));

        Assert.Equal(35_351, tables.Raw.Count);
        Assert.Empty(tables.Rejected);
        Assert.Equal(0, tables.IgnoredObjects);
        Assert.Equal(35_149, tables.UpdateEvents.Count);
        Assert.Equal(100, tables.RegisterEvents.Count);
        Assert.Equal(100, tables.DeregisterEvents.Count);
        Assert.Equal(2, tables.CreateEvents.Count);
        Assert.Empty(tables.DeleteEvents);
        Assert.Equal(144, tables.VehicleOperationMetadata.Count);
        Assert.Equal(35_149, tables.VehiclePositionData.Count);
        Assert.Equal(1_229_620.444, tables.VehiclePositionData.Sum(row => row.DrivenMeters), 0.0005);
        Assert.Equal(1_229_620.444, tables.VehicleDailyDistance.Sum(row => row.DrivenMeters), 0.0005);
        Assert.Equal(901_687.770, MetersOf("op_2"), 0.0005);
        Assert.Equal(218_611.791, MetersOf("op_1"), 0.0005);
        Assert.Equal(7_779.858, ReferenceLake.ReferenceAnswer(tables)!.Value, 0.0005);

        double MetersOf(string period) => tables.OperatingPeriodDistance
            .Where(row => row.OperatingPeriodId == period).Sum(row => row.DrivenMeters);
    }

    [Fact]
    public void Envelope_and_unknown_members_lie_in_raw_as_they_came()
    {
        RawRow row = Assert.Single(Of(
            """{"x":0, "\u0065vent":"e","on":"bike","at":"2019-06-01T02:00:00+02:00","data" : { "a": 1 } ,"x":[1, 2],"organization_id":"\ud83d\ude97"}""").Raw);
        Assert.Equal((June(1), "e", "bike", Micros("1T00:00:00")), (row.SourceDate, row.Event, row.On, row.AtMicros));
        Assert.Equal(("{ \"a\": 1 }", "🚗", Key, 1), (row.Data, row.OrganizationId, row.SourceObject, row.SourceLine));
        Assert.Equal("""{"x":[1, 2]}""", ReferenceJson.Canonical(row.Extra));
    }

    [Fact]
    public void Data_may_be_anything_in_raw_but_not_in_staging()
    {
        ReferenceTables tables = Of(
            """{"event":"update","on":"bike","at":"2019-06-01T00:00:00Z","organization_id":"o"}""",
            """{"event":"update","on":"vehicle","at":"2019-06-01T00:00:00Z","data":null,"organization_id":"o"}""",
            """{"event":"update","on":"vehicle","at":"2019-06-01T00:00:00Z","data":[1],"organization_id":"o"}""");
        Assert.Equal([null, "null", "[1]"], tables.Raw.Select(row => row.Data));
        Assert.Equal([2L, 3L], tables.Rejected.Where(row => row.InRaw).Select(row => row.SourceLine));
        Assert.Empty(tables.UpdateEvents);
    }

    [Theory]
    [InlineData("""{"event":"e","on":"o","at":"2019-06-01T00:00:00Z","organization_id":"o"}""", true)]
    [InlineData("""{"event":"e","on":"o","at":"2019-06-01T00:00:00Z","organization_id":"o","\ud800":"\udc00"}""", true)]
    [InlineData("""{"event":"e","event":7,"on":"o","at":"2019-06-01T00:00:00Z","organization_id":"o"}""", false)]
    [InlineData("""{"event":7,"event":"e","on":"o","at":"2019-06-01T00:00:00Z","organization_id":"o"}""", true)]
    [InlineData("""{"Event":"e","on":"o","at":"2019-06-01T00:00:00Z","organization_id":"o"}""", false)]
    [InlineData("""{"event":"","on":"o","at":"2019-06-01T00:00:00Z","organization_id":"o"}""", false)]
    [InlineData("""{"event":" ","on":"o","at":"2019-06-01T00:00:00Z","organization_id":"o"}""", true)]
    [InlineData("""{"event":"\u0000","on":"o","at":"2019-06-01T00:00:00Z","organization_id":"o"}""", false)]
    [InlineData("""{"event":"\ud800","on":"o","at":"2019-06-01T00:00:00Z","organization_id":"o"}""", false)]
    [InlineData("""{"event":"e","on":"o","at":"2019-06-01T00:00:00","organization_id":"o"}""", false)]
    [InlineData("""{"event":"e","on":"o","at":0,"organization_id":"o"}""", false)]
    [InlineData("""{"event":"e","on":"o","at":"2019-06-01T00:00:00Z","organization_id":"o",}""", false)]
    [InlineData("""{"event":"e","on":"o","at":"2019-06-01T00:00:00Z","organization_id":"o"}//""", false)]
    [InlineData("""{"event":"e","on":"o","at":"2019-06-01T00:00:00Z","organization_id":"o"}{}""", false)]
    [InlineData("""{"event":"e","on":"o","at":"2019-06-01T00:00:00Z","organization_id":"o","n":01}""", false)]
    [InlineData("[]", false)]
    [InlineData("7", false)]
    public void Line_needs_json_and_the_four_of_the_envelope(string line, bool isGood)
    {
        ReferenceTables tables = Of(line);
        Assert.Equal(isGood ? 1 : 0, tables.Raw.Count);
        Assert.Equal(isGood ? 0 : 1, tables.Rejected.Count);
    }

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    public void Line_is_nested_at_most_64_deep_with_itself(int nested, bool isGood)
    {
        string line = Vehicle("other", "1T00:00:00", new string('[', nested) + new string(']', nested));
        Assert.Equal(isGood ? 1 : 0, Of(line).Raw.Count);
    }

    [Theory]
    [InlineData("a", 255, true)]
    [InlineData("a", 256, false)]
    [InlineData("é", 127, true)]
    [InlineData("é", 128, false)]
    [InlineData("\\u00e9", 127, true)]
    public void Text_has_at_most_255_bytes_of_utf8(string letter, int count, bool isGood)
    {
        string line = Vehicle("other", "1T00:00:00", "0", string.Concat(Enumerable.Repeat(letter, count)));
        Assert.Equal(isGood ? 1 : 0, Of(line).Raw.Count);
    }

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0L)]
    [InlineData("1970-01-01t00:00:00.1234567z", 123_456L)]
    [InlineData("1969-12-31T23:59:59.9999999Z", -1L)]
    [InlineData("1970-01-01T14:00:00+14:00", 0L)]
    [InlineData("1969-12-31T23:30:00-00:30", 0L)]
    [InlineData("1970-01-01T00:00:00-00:00", 0L)]
    [InlineData("1899-12-31T23:59:59-00:01", -2_208_988_741_000_000L)]
    [InlineData("2299-12-31T23:59:59.999999Z", 10_413_791_999_999_999L)]
    [InlineData("2300-01-01T00:00:00+00:01", 10_413_791_940_000_000L)]
    [InlineData("2300-01-01T00:00:00Z", null)]
    [InlineData("1900-01-01T00:00:00+00:01", null)]
    [InlineData("1970-01-01T00:00:00+14:01", null)]
    [InlineData("1970-01-01T00:00:00+13:60", null)]
    [InlineData("1970-01-01T00:00:00+0100", null)]
    [InlineData("1970-01-01T00:00:00.Z", null)]
    [InlineData("1970-01-01T00:00:00,5Z", null)]
    [InlineData("1970-01-01 00:00:00Z", null)]
    [InlineData("1970-01-01T00:00Z", null)]
    [InlineData("1970-01-01T24:00:00Z", null)]
    [InlineData("2016-12-31T23:59:60Z", null)]
    [InlineData("2019-02-29T00:00:00Z", null)]
    [InlineData("1970-01-01T00:00:00Z\n", null)]
    [InlineData("١٩٧٠-01-01T00:00:00Z", null)]
    public void Timestamp_is_an_instant_in_microseconds(string text, long? micros) =>
        Assert.Equal(micros, ReferenceTimestamp.Parse(text));

    [Theory]
    [InlineData("""{"id":"v"}""", true)]
    [InlineData("""{"id":"v","location":null}""", true)]
    [InlineData("""{"id":"v","location":{"lat":null}}""", true)]
    [InlineData("""{"id":"v","location":{"lat":90.0000000000000000001,"lng":-18E1}}""", true)]
    [InlineData("""{"id":"v","location":[]}""", false)]
    [InlineData("""{"id":"v","location":{"lat":1}}""", false)]
    [InlineData("""{"id":"v","location":{"lat":null,"lng":1}}""", false)]
    [InlineData("""{"id":"v","location":{"lat":"1","lng":1}}""", false)]
    [InlineData("""{"id":"v","location":{"lat":91,"lng":1}}""", false)]
    [InlineData("""{"id":"v","location":{"lat":1,"lng":-1e999}}""", false)]
    [InlineData("""{"id":"v","location":{"at":"yesterday"}}""", false)]
    [InlineData("""{"location":null}""", false)]
    [InlineData("""{"id":7}""", false)]
    public void Update_has_an_id_and_a_position_or_none(string data, bool isGood)
    {
        ReferenceTables tables = Of(Vehicle("update", "1T00:00:00", data));
        Assert.Single(tables.Raw);
        Assert.Equal(isGood ? 1 : 0, tables.UpdateEvents.Count);
        Assert.Equal(isGood ? 0 : 1, tables.Rejected.Count);
    }

    [Fact]
    public void Update_is_flattened_and_minus_zero_is_zero()
    {
        ReferenceTables tables = Of(Vehicle(
            "update", "1T00:00:01", """{"id":"v","location":{"lat":-0.0,"lng":-1e-999,"at":"2019-05-31T00:00:00Z"}}"""));
        UpdateRow row = Assert.Single(tables.UpdateEvents);
        long locatedAt = Micros("1T00:00:00") - UtcDay.MicrosPerDay;
        Assert.Equal(new UpdateRow(June(1), "v", Micros("1T00:00:01"), 0, 0, locatedAt, "o"), row);
        Assert.False(double.IsNegative(row.Lat!.Value) || double.IsNegative(row.Long!.Value));
    }

    [Theory]
    [InlineData("register")]
    [InlineData("deregister")]
    public void Register_and_deregister_do_not_look_at_the_location(string @event) =>
        Assert.Empty(Of(Vehicle(@event, "1T00:00:00", """{"id":"v","location":7}""")).Rejected);

    [Theory]
    [InlineData("create", """{"id":"p","start":"2019-06-01T00:00:00Z","finish":"2019-06-01T00:00:00Z"}""", true)]
    [InlineData("create", """{"id":"p","start":"2019-06-01T00:00:01Z","finish":"2019-06-01T00:00:00Z"}""", false)]
    [InlineData("create", """{"id":"p","start":"2019-06-01T00:00:00Z"}""", false)]
    [InlineData("delete", """{"id":"p"}""", true)]
    [InlineData("delete", """{"id":"p","start":null,"finish":"2019-06-01T00:00:00Z"}""", true)]
    [InlineData("delete", """{"id":"p","start":"2019-06-01T00:00:01Z","finish":"2019-06-01T00:00:00Z"}""", false)]
    [InlineData("delete", """{"id":"p","start":"soon"}""", false)]
    public void Period_starts_before_it_finishes(string @event, string data, bool isGood)
    {
        ReferenceTables tables = Of(
            $$"""{"event":"{{@event}}","on":"operating_period","at":"2019-06-01T00:00:00Z","data":{{data}},"organization_id":"o"}""");
        Assert.Equal(isGood ? 1 : 0, tables.CreateEvents.Count + tables.DeleteEvents.Count);
        Assert.Equal(isGood ? 0 : 1, tables.Rejected.Count);
    }

    [Fact]
    public void Invalid_utf8_anywhere_rejects_the_line_and_keeps_its_bytes()
    {
        byte[] line = Encoding.Latin1.GetBytes(Vehicle("update", "1T00:00:00", """{"id":"v","note":"é"}"""));
        RejectedRow row = Assert.Single(OfBytes(line).Rejected);
        Assert.False(row.InRaw);
        Assert.Equal(line, row.Line);
    }
}
