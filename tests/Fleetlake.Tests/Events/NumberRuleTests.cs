using System.Globalization;
using System.Text;
using CsCheck;
using Fleetlake.Events.Parsing;
using Fleetlake.Tests.Reference;
using Xunit;
using static Fleetlake.Tests.Events.EventLine;

namespace Fleetlake.Tests.Events;

/// <summary>The rows "number" and "location of an update" of the contract.</summary>
public sealed class NumberRuleTests
{
    [Theory]
    [InlineData("90", 90)]
    [InlineData("-90", -90)]
    [InlineData("90.000000000000000000000001", 90)] // rounded to the nearest double, then tested
    [InlineData("52e0", 52)]
    [InlineData("5.2e1", 52)]
    [InlineData("5.2E+1", 52)]
    [InlineData("520e-1", 52)]
    [InlineData("0.00000000000000000000000000000000000000000052e44", 52)]
    [InlineData("52.516666666666666666666666666666666666666666666667", 52.516666666666666666666666666666666666666666666667)]
    [InlineData("1e-999", 0)]
    [InlineData("4.9e-324", double.Epsilon)]
    public void Number_is_rounded_to_the_nearest_double(string number, double value) =>
        Assert.Equal(BitConverter.DoubleToInt64Bits(value), Bits(Verdict.Staging<UpdateRow>(At(number, "0")).Lat));

    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("-0.0")]
    [InlineData("-0e5")]
    [InlineData("-1e-999")]
    [InlineData("-0.000000000000000000000000")]
    public void Minus_zero_is_zero(string zero)
    {
        var row = Verdict.Staging<UpdateRow>(At(zero, zero));
        Assert.Equal((0L, 0L), (Bits(row.Lat), Bits(row.Long)));
    }

    [Theory]
    [InlineData("90.00000000000002", "0", "lat")]
    [InlineData("-90.00000000000002", "0", "lat")]
    [InlineData("91", "0", "lat")]
    [InlineData("1e999", "0", "lat")]
    [InlineData("-1e999", "0", "lat")]
    [InlineData("99999999999999999999999999999999", "0", "lat")]
    [InlineData("0", "180.00000000000003", "lng")]
    [InlineData("0", "-180.00000000000003", "lng")]
    [InlineData("0", "1e999", "lng")]
    public void Coordinate_beyond_its_bounds_is_rejected(string latitude, string longitude, string member)
    {
        int bound = member == "lat" ? 90 : 180;
        string found = member == "lat" ? latitude : longitude;
        Assert.Equal(
            $"data.location.{member}: found {found}, expected a number from -{bound} to {bound}",
            Verdict.Broken(At(latitude, longitude), Reason.CoordinateOutOfRange).Detail);
    }

    [Fact]
    public void Longitude_goes_to_180()
    {
        Assert.Equal(180, Verdict.Staging<UpdateRow>(At("0", "180")).Long);
        Assert.Equal(-180, Verdict.Staging<UpdateRow>(At("0", "-180")).Long);
    }

    [Theory]
    [InlineData("\"52\"")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("[52]")]
    public void Coordinate_that_is_no_number_is_rejected(string value)
    {
        Assert.Equal($"data.location.lat: found {value}, expected a number", Verdict.Broken(At(value, "1"), Reason.WrongType).Detail);
        Assert.Equal($"data.location.lng: found {value}, expected a number", Verdict.Broken(At("1", value), Reason.WrongType).Detail);
    }

    [Theory]
    [InlineData("{\"id\":\"v\"}")]
    [InlineData("{\"id\":\"v\",\"location\":null}")]
    [InlineData("{\"id\":\"v\",\"location\":{}}")]
    [InlineData("{\"id\":\"v\",\"location\":{\"lat\":null,\"lng\":null,\"at\":null}}")]
    [InlineData("{\"id\":\"v\",\"location\":{\"lat\":null}}")]
    [InlineData("{\"id\":\"v\",\"location\":{\"lng\":null}}")]
    public void Update_may_have_no_position(string data)
    {
        var row = Verdict.Staging<UpdateRow>(Update(data));
        Assert.Null(row.Lat);
        Assert.Null(row.Long);
        Assert.Null(row.LocatedAt);
    }

    [Theory]
    [InlineData("{\"at\":\"2019-06-01T12:00:00Z\"}")]
    [InlineData("{\"at\":\"2019-06-01T12:00:00Z\",\"lat\":null,\"lng\":null}")]
    public void Time_of_a_location_stands_without_a_position(string location)
    {
        var row = Verdict.Staging<UpdateRow>(Located(location));
        Assert.Null(row.Lat);
        Assert.Null(row.Long);
        Assert.Equal(1_559_390_400_000_000, row.LocatedAt);
    }

    [Fact]
    public void Broken_time_of_a_location_rejects_the_row_without_a_position_too()
    {
        Assert.Equal(
            "data.location.at: found 5, expected a timestamp as 2019-06-01T18:17:10.123Z",
            Verdict.Broken(Located("""{"at":5}"""), Reason.WrongType).Detail);
        Verdict.Broken(Located("""{"lat":1,"lng":1,"at":"2019-06-01T12:00:00"}"""), Reason.TimestampWithoutZone);
    }

    [Theory]
    [InlineData("{\"lat\":1}", "lng")]
    [InlineData("{\"lat\":1,\"lng\":null}", "lng")]
    [InlineData("{\"lng\":1}", "lat")]
    [InlineData("{\"lat\":null,\"lng\":1}", "lat")]
    [InlineData("{\"lat\":\"x\"}", "lng")]
    public void Half_a_position_is_rejected(string location, string missing) =>
        Assert.Equal(
            $"data.location.{missing}: found one coordinate, expected both lat and lng, or neither",
            Verdict.Broken(Located(location), Reason.IncompletePosition).Detail);

    [Theory]
    [InlineData("[]")]
    [InlineData("\"Berlin\"")]
    [InlineData("0")]
    [InlineData("false")]
    public void Location_that_is_no_object_is_rejected(string location) =>
        Assert.Equal($"data.location: found {location}, expected an object or null", Verdict.Broken(Located(location), Reason.WrongType).Detail);

    [Fact]
    public void Every_number_is_the_double_that_the_framework_reads()
    {
        Gen.OneOf<string>(_spelled, _printed).Sample(
            number =>
            {
                double expected = double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture);
                long bits = expected == 0 ? 0 : BitConverter.DoubleToInt64Bits(expected);
                Assert.Equal(bits, BitConverter.DoubleToInt64Bits(NumberRule.Read(Encoding.ASCII.GetBytes(number))));
            },
            iter: 50_000);
    }

    // As JSON spells a number: digits, perhaps decimals, perhaps an exponent.
    private static readonly Gen<string> _digits = Gen.Char['0', '9'].Array[1, 25].Select(digits => new string(digits));

    private static readonly Gen<string> _spelled = Gen.Select(
        Gen.Bool, _digits, Gen.Frequency((1, Gen.Const("")), (3, _digits.Select(digits => "." + digits))),
        Gen.Frequency((4, Gen.Const("")), (1, Gen.Int[-400, 400].Select(exponent => $"e{exponent}")), (1, Gen.Int[0, 30].Select(exponent => $"E+{exponent:00}"))),
        (negative, whole, decimals, exponent) =>
            $"{(negative ? "-" : "")}{(whole.TrimStart('0') is { Length: > 0 } trimmed ? trimmed : "0")}{decimals}{exponent}");

    // As programs print the doubles that they have, coordinates above all.
    private static readonly Gen<string> _printed = Gen.OneOf<string>(
        Gen.Double[-180, 180].Select(number => number.ToString("R", CultureInfo.InvariantCulture)),
        Gen.Double[-180, 180].Select(number => number.ToString("F7", CultureInfo.InvariantCulture)),
        Gen.Double.Where(double.IsFinite).Select(number => number.ToString("E17", CultureInfo.InvariantCulture)));

    private static long Bits(double? number) => BitConverter.DoubleToInt64Bits(Assert.NotNull(number));
}
