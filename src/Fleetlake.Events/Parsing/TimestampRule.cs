using Fleetlake.Events.Contracts;

namespace Fleetlake.Events.Parsing;

/// <summary>
/// The contract's timestamp: <c>YYYY-MM-DDThh:mm:ss</c>, a point and decimals or none (beyond six cut), then <c>Z</c> or an
/// offset of at most 14:00; an instant from 1900-01-01 up to and with 2299-12-31 UTC.
/// </summary>
internal static class TimestampRule
{
    private const long MicrosPerSecond = 1_000_000;
    private const int MaxOffsetMinutes = ContractLimits.MaxOffsetMinutes;
    private const string Form = "a timestamp as 2019-06-01T18:17:10.123Z";
    private static readonly long Earliest = new DateTime(ContractLimits.FirstYear, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;
    private static readonly long Limit = new DateTime(ContractLimits.LastYear + 1, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    /// <summary>Reads an instant in microseconds since 1970; on failure says the code and what was expected.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out long micros, out string code, out string expected)
    {
        micros = 0;
        expected = Form;
        code = Reason.MalformedTimestamp;
        if (text.Length < 19 || !TryReadFields(text, out var fields))
            return false;

        int end = 19;
        if (!TryReadDecimals(text, ref end, out int fraction))
            return false;
        if (end == text.Length)
        {
            code = Reason.TimestampWithoutZone;
            expected = "Z or an offset such as +02:00 at the end";
            return false;
        }

        if (!TryReadOffset(text[end..], out int offsetMinutes))
            return false;
        if (!fields.Exists)
        {
            code = Reason.NonexistentTime;
            expected = "a date and time that exist, seconds up to 59 and hours up to 23";
            return false;
        }

        if (Math.Abs(offsetMinutes) > MaxOffsetMinutes)
        {
            code = Reason.OffsetOutOfRange;
            expected = "an offset of at most 14:00 and minutes up to 59";
            return false;
        }

        long ticks = fields.Ticks - (offsetMinutes * TimeSpan.TicksPerMinute);
        if (ticks < Earliest || ticks >= Limit)
        {
            code = Reason.TimestampOutOfRange;
            expected = "an instant from 1900-01-01 to 2299-12-31 UTC";
            return false;
        }

        micros = ((ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond * MicrosPerSecond) + fraction;
        return true;
    }

    private static bool TryReadFields(ReadOnlySpan<byte> text, out Fields fields)
    {
        fields = default;
        if (text[4] != '-' || text[7] != '-' || (text[10] | 0x20) != 't' || text[13] != ':' || text[16] != ':')
            return false;
        int high = Two(text, 0);
        int low = Two(text, 2);
        fields = new Fields(
            (high * 100) + low, Two(text, 5), Two(text, 8), Two(text, 11), Two(text, 14), Two(text, 17));
        return (high | low | fields.Month | fields.Day | fields.Hour | fields.Minute | fields.Second) >= 0;
    }

    private static bool TryReadDecimals(ReadOnlySpan<byte> text, ref int end, out int micros)
    {
        micros = 0;
        if (end == text.Length || text[end] != '.')
            return true;
        int start = ++end;
        int scale = 100_000;
        while (end < text.Length && char.IsAsciiDigit((char)text[end]))
        {
            micros += (text[end++] - '0') * scale;
            scale /= 10;
        }

        return end > start;
    }

    // The minutes of a well-formed offset; what is beyond its bounds comes back as more than any offset may be.
    private static bool TryReadOffset(ReadOnlySpan<byte> zone, out int minutes)
    {
        minutes = 0;
        if (zone.Length == 1)
            return (zone[0] | 0x20) == 'z';
        if (zone.Length != 6 || zone[0] is not ((byte)'+' or (byte)'-') || zone[3] != ':')
            return false;
        int hour = Two(zone, 1);
        int minute = Two(zone, 4);
        if ((hour | minute) < 0)
            return false;
        minutes = minute > 59 ? int.MaxValue : (hour * 60) + minute;
        if (zone[0] == '-')
            minutes = -minutes;
        return true;
    }

    private static int Two(ReadOnlySpan<byte> text, int at)
    {
        uint tens = (uint)(text[at] - '0');
        uint ones = (uint)(text[at + 1] - '0');
        return tens > 9 || ones > 9 ? -1 : (int)((tens * 10) + ones);
    }

    private readonly record struct Fields(int Year, int Month, int Day, int Hour, int Minute, int Second)
    {
        public bool Exists =>
            Year >= 1 && Month is >= 1 and <= 12 && Day >= 1 && Day <= DateTime.DaysInMonth(Year, Month)
            && Hour <= 23 && Minute <= 59 && Second <= 59;

        public long Ticks =>
            new DateTime(Year, Month, Day).Ticks + (((((Hour * 60L) + Minute) * 60) + Second) * TimeSpan.TicksPerSecond);
    }
}
