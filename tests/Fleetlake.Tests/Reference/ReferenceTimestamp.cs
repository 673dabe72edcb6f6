using System.Globalization;
using System.Text.RegularExpressions;

namespace Fleetlake.Tests.Reference;

/// <summary>The contract of a timestamp.</summary>
internal static partial class ReferenceTimestamp
{
    // Interpretation: a point without a decimal after it is no timestamp, and decimals may be as many as they like.
    [GeneratedRegex(@"^([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))\z")]
    private static partial Regex Pattern();

    private static readonly long _first = UtcDay.Start(new DateOnly(1900, 1, 1));
    private static readonly long _end = UtcDay.Start(new DateOnly(2300, 1, 1));

    /// <summary>Microseconds since 1970, or null when the text is no timestamp.</summary>
    public static long? Parse(string text)
    {
        Match match = Pattern().Match(text);
        if (!match.Success)
            return null;
        if (!Exists(Number(match, 1), Number(match, 2), Number(match, 3), Number(match, 4), Number(match, 5), Number(match, 6)))
            return null;
        if (OffsetMinutes(match) is not int offset)
            return null;

        long day = UtcDay.Start(new DateOnly(Number(match, 1), Number(match, 2), Number(match, 3)));
        long seconds = (Number(match, 4) * 3600) + (Number(match, 5) * 60) + Number(match, 6) - (offset * 60);
        long instant = day + (seconds * UtcDay.MicrosPerSecond) + Micros(match.Groups[7].Value);
        return instant >= _first && instant < _end ? instant : null;
    }

    public static bool Exists(int year, int month, int day, int hour, int minute, int second) =>
        year is >= 1 and <= 9999
        && month is >= 1 and <= 12
        && day >= 1 && day <= DateTime.DaysInMonth(year, month)
        && hour <= 23 && minute <= 59 && second <= 59;

    // Interpretation: minutes of an offset go to 59, and -00:00 is an offset of zero.
    private static int? OffsetMinutes(Match match)
    {
        if (!match.Groups[8].Success)
            return 0;
        if (Number(match, 10) > 59)
            return null;
        int minutes = (Number(match, 9) * 60) + Number(match, 10);
        if (minutes > 14 * 60)
            return null;
        return match.Groups[8].Value == "-" ? -minutes : minutes;
    }

    private static int Micros(string decimals) =>
        int.Parse(decimals.PadRight(6, '0')[..6], CultureInfo.InvariantCulture);

    private static int Number(Match match, int group) =>
        int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
}
