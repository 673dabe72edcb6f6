using System.Globalization;
using CsCheck;
using Fleetlake.Events.Parsing;
using Fleetlake.Tests.Reference;
using Xunit;
using static Fleetlake.Tests.Events.EventLine;

namespace Fleetlake.Tests.Events;

/// <summary>The row "timestamp" of the contract, in every place that has one.</summary>
public sealed class TimestampRuleTests
{
    [Theory]
    [InlineData("2019-06-01T12:00:00Z", "2019-06-01T12:00:00.000000")]
    [InlineData("2019-06-01t12:00:00z", "2019-06-01T12:00:00.000000")]
    [InlineData("2019-06-01T12:00:00.1Z", "2019-06-01T12:00:00.100000")]
    [InlineData("2019-06-01T12:00:00.123456Z", "2019-06-01T12:00:00.123456")]
    [InlineData("2019-06-01T12:00:00.1234569Z", "2019-06-01T12:00:00.123456")]
    [InlineData("2019-06-01T12:00:00.9999999999999999999999Z", "2019-06-01T12:00:00.999999")]
    [InlineData("2019-06-01T12:00:00.0000001+00:00", "2019-06-01T12:00:00.000000")]
    [InlineData("2019-06-01T12:00:00-00:00", "2019-06-01T12:00:00.000000")]
    [InlineData("2019-06-01T12:00:00.5-14:00", "2019-06-02T02:00:00.500000")]
    [InlineData("2019-06-01T12:00:00.5+14:00", "2019-05-31T22:00:00.500000")]
    [InlineData("2019-06-01T12:00:00+13:59", "2019-05-31T22:01:00.000000")]
    [InlineData("2019-06-01T12:00:00-03:30", "2019-06-01T15:30:00.000000")]
    [InlineData("2020-02-29T23:59:59Z", "2020-02-29T23:59:59.000000")]
    [InlineData("1900-01-01T00:00:00Z", "1900-01-01T00:00:00.000000")]
    [InlineData("1899-12-31T10:00:00-14:00", "1900-01-01T00:00:00.000000")]
    [InlineData("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999")]
    [InlineData("2299-12-31T23:59:59.9999999Z", "2299-12-31T23:59:59.999999")]
    [InlineData("2300-01-01T13:59:59.999999+14:00", "2299-12-31T23:59:59.999999")]
    [InlineData("2019-06-01T12:00:00\\u005a", "2019-06-01T12:00:00.000000")]
    public void Timestamp_is_read_to_the_microsecond(string text, string utc)
    {
        long micros = Micros(utc);
        Assert.Equal(micros, Verdict.Staging<UpdateRow>(Update("{\"id\":\"v\"}", $"\"{text}\"")).UpdatedAt);
        Assert.Equal(micros, Verdict.Staging<UpdateRow>(Located($"{{\"at\":\"{text}\"}}")).LocatedAt);
        var create = Verdict.Staging<CreateRow>(Period("create", $",\"start\":\"{text}\",\"finish\":\"{text}\""));
        Assert.Equal((micros, micros), (create.Start, create.Finish));
    }

    [Theory]
    [InlineData("", Reason.MalformedTimestamp)]
    [InlineData("2019-06-01", Reason.MalformedTimestamp)]
    [InlineData("2019-06-01T12:00Z", Reason.MalformedTimestamp)]
    [InlineData("2019-06-01 12:00:00Z", Reason.MalformedTimestamp)]
    [InlineData("2019-06-01T12:00:00 Z", Reason.MalformedTimestamp)]
    [InlineData(" 2019-06-01T12:00:00Z", Reason.MalformedTimestamp)]
    [InlineData("2019-06-01T12:00:00Z ", Reason.MalformedTimestamp)]
    [InlineData("2019-6-1T12:00:00Z", Reason.MalformedTimestamp)]
    [InlineData("12019-06-01T12:00:00Z", Reason.MalformedTimestamp)]
    [InlineData("-2019-06-01T12:00:00Z", Reason.MalformedTimestamp)]
    [InlineData("2019-06-01T12:00:00.Z", Reason.MalformedTimestamp)]
    [InlineData("2019-06-01T12:00:00,5Z", Reason.MalformedTimestamp)]
    [InlineData("2019-06-01T12:00:00.5.5Z", Reason.MalformedTimestamp)]
    [InlineData("2019-06-01T12:00:00+0200", Reason.MalformedTimestamp)]
    [InlineData("2019-06-01T12:00:00+02", Reason.MalformedTimestamp)]
    [InlineData("2019-06-01T12:00:00+2:00", Reason.MalformedTimestamp)]
    [InlineData("2019-06-01T12:00:00+02:00Z", Reason.MalformedTimestamp)]
    [InlineData("2019-06-01T12:00:00ZZ", Reason.MalformedTimestamp)]
    [InlineData("2019-06-01T12:00:00UTC", Reason.MalformedTimestamp)]
    [InlineData("2019/06/01T12:00:00Z", Reason.MalformedTimestamp)]
    [InlineData("2019-06-01T12.00.00Z", Reason.MalformedTimestamp)]
    [InlineData("２019-06-01T12:00:00Z", Reason.MalformedTimestamp)]
    [InlineData("2019-06-01T12:00:00−02:00", Reason.MalformedTimestamp)]
    [InlineData("1559390400", Reason.MalformedTimestamp)]
    [InlineData("2019-06-01T12:00:00", Reason.TimestampWithoutZone)]
    [InlineData("2019-06-01T12:00:00.123", Reason.TimestampWithoutZone)]
    [InlineData("2019-06-01T24:00:00Z", Reason.NonexistentTime)]
    [InlineData("2019-06-01T23:59:60Z", Reason.NonexistentTime)]
    [InlineData("2019-06-01T23:60:00Z", Reason.NonexistentTime)]
    [InlineData("2019-02-29T00:00:00Z", Reason.NonexistentTime)]
    [InlineData("2100-02-29T00:00:00Z", Reason.NonexistentTime)]
    [InlineData("2019-06-31T00:00:00Z", Reason.NonexistentTime)]
    [InlineData("2019-06-00T00:00:00Z", Reason.NonexistentTime)]
    [InlineData("2019-00-01T00:00:00Z", Reason.NonexistentTime)]
    [InlineData("2019-13-01T00:00:00Z", Reason.NonexistentTime)]
    [InlineData("0000-01-01T00:00:00Z", Reason.NonexistentTime)]
    [InlineData("2019-06-01T12:00:00+14:01", Reason.OffsetOutOfRange)]
    [InlineData("2019-06-01T12:00:00-14:01", Reason.OffsetOutOfRange)]
    [InlineData("2019-06-01T12:00:00+24:00", Reason.OffsetOutOfRange)]
    [InlineData("2019-06-01T12:00:00-02:60", Reason.OffsetOutOfRange)]
    [InlineData("1899-12-31T23:59:59.999999Z", Reason.TimestampOutOfRange)]
    [InlineData("1900-01-01T13:59:59.999999+14:00", Reason.TimestampOutOfRange)]
    [InlineData("2300-01-01T00:00:00Z", Reason.TimestampOutOfRange)]
    [InlineData("2299-12-31T10:00:00-14:00", Reason.TimestampOutOfRange)]
    [InlineData("0001-01-01T00:00:00+14:00", Reason.TimestampOutOfRange)]
    [InlineData("9999-12-31T23:59:59-14:00", Reason.TimestampOutOfRange)]
    [InlineData("2019-06-01T12:00:0\\u0000Z", Reason.MalformedTimestamp)]
    [InlineData("2019-06-01T12:00:00\\ud800", Reason.InvalidUnicode)]
    public void Text_that_is_no_timestamp_is_refused_in_every_place(string text, string reason)
    {
        Verdict.Refused(Update("{\"id\":\"v\"}", $"\"{text}\""), reason);
        Verdict.Broken(Located($"{{\"at\":\"{text}\"}}"), reason);
        Verdict.Broken(Period("create", $",\"start\":\"{text}\",\"finish\":{Noon}"), reason);
        Verdict.Broken(Period("create", $",\"start\":{Noon},\"finish\":\"{text}\""), reason);
        Verdict.Broken(Period("delete", $",\"start\":\"{text}\""), reason);
        Verdict.Broken(Period("delete", $",\"finish\":\"{text}\""), reason);
    }

    [Fact]
    public void Decimals_may_be_as_many_as_they_like()
    {
        string zeros = new('0', 5000);
        Assert.Equal(
            Micros("2019-06-01T12:00:00.120000"),
            Verdict.Staging<UpdateRow>(Update("{\"id\":\"v\"}", $"\"2019-06-01T12:00:00.12{zeros}Z\"")).UpdatedAt);
        Assert.Equal(
            Micros("2019-06-01T12:00:00.120000"),
            Verdict.Staging<UpdateRow>(Update("{\"id\":\"v\"}", $"\"2019-06-01T12:00:00.12{zeros}\\u005a\"")).UpdatedAt);
    }

    [Fact]
    public void Time_of_an_event_is_filed_under_its_utc_day()
    {
        Assert.Equal(new DateOnly(2019, 5, 31), Verdict.Staging<UpdateRow>(Update("{\"id\":\"v\"}", "\"2019-06-01T00:00:00+00:01\"")).Date);
        Assert.Equal(new DateOnly(1969, 12, 31), Verdict.Staging<UpdateRow>(Update("{\"id\":\"v\"}", "\"1969-12-31T23:59:59.999999Z\"")).Date);
        Assert.Equal(new DateOnly(1900, 1, 1), Verdict.Staging<UpdateRow>(Update("{\"id\":\"v\"}", "\"1900-01-01T00:00:00Z\"")).Date);
    }

    [Fact]
    public void Every_timestamp_of_the_contract_is_the_instant_that_it_says()
    {
        var gen = Gen.Select(
            Gen.DateTime[new DateTime(1899, 12, 30), new DateTime(2300, 1, 2)], Gen.Int[0, 999_999], Gen.Int[0, 9], Gen.Int[-860, 860], Gen.Bool,
            (time, micros, decimals, offset, lower) => (Time: time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond)), micros, decimals, offset, lower));
        gen.Sample(
            sample =>
            {
                string text = Spell(sample.Time, sample.micros, sample.decimals, sample.offset, sample.lower);
                // Plain arithmetic on whole seconds since 1970, no more than six decimals.
                long seconds = (long)(sample.Time - DateTime.UnixEpoch).TotalSeconds - (sample.offset * 60L);
                int kept = Math.Min(sample.decimals, 6);
                long fraction = sample.micros - (sample.micros % (long)Math.Pow(10, 6 - kept));
                bool good = Math.Abs(sample.offset) <= 840
                    && seconds >= new DateTimeOffset(1900, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds()
                    && seconds < new DateTimeOffset(2300, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
                bool read = TimestampRule.TryRead(System.Text.Encoding.ASCII.GetBytes(text), out long found, out _, out _);
                Assert.Equal(good, read);
                if (good)
                    Assert.Equal((seconds * 1_000_000) + fraction, found);
            },
            iter: 20_000);
    }

    private static string Spell(DateTime time, int micros, int decimals, int offset, bool lower)
    {
        string fraction = decimals == 0 ? "" : "." + $"{micros:000000}789"[..decimals];
        string zone = offset == 0 ? "Z" : $"{(offset < 0 ? '-' : '+')}{Math.Abs(offset) / 60:00}:{Math.Abs(offset) % 60:00}";
        string text = time.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + fraction + zone;
        return lower ? text.ToLowerInvariant() : text;
    }

    private static long Micros(string utc) =>
        (DateTime.ParseExact(utc, "yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture) - DateTime.UnixEpoch).Ticks / 10;
}
