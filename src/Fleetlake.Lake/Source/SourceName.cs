using System.Globalization;
using NodaTime;

namespace Fleetlake.Lake.Source;

/// <summary>
/// The name of an event file: <c>2019-06-01-15-17-4-events.json</c>, the year with four digits and the rest with one or two,
/// ending in <c>.json</c>, <c>.txt</c>, <c>.ndjson</c> or <c>.jsonl</c> and then <c>.gz</c> when compressed.
/// </summary>
public static class SourceName
{
    private static readonly string[] Endings = ["events.json", "events.txt", "events.ndjson", "events.jsonl"];

    /// <summary>Reads the last segment of a key; false when it is not the name of an event file.</summary>
    public static bool TryParse(string key, out LocalDateTime localTime, out bool isCompressed)
    {
        localTime = default;
        var name = key.AsSpan(key.LastIndexOf('/') + 1);
        isCompressed = name.EndsWith(".gz", StringComparison.Ordinal);
        if (isCompressed)
            name = name[..^3];

        Span<int> fields = stackalloc int[6];
        for (int i = 0; i < fields.Length; i++)
        {
            int dash = name.IndexOf('-');
            if (dash < 1 || !TryParseField(name[..dash], i == 0, out fields[i]))
                return false;
            name = name[(dash + 1)..];
        }

        return IsEnding(name) && TryMake(fields, out localTime);
    }

    private static bool TryParseField(ReadOnlySpan<char> digits, bool isYear, out int value)
    {
        value = 0;
        bool lengthFits = isYear ? digits.Length == 4 : digits.Length is 1 or 2;
        return lengthFits && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    private static bool IsEnding(ReadOnlySpan<char> name)
    {
        foreach (string ending in Endings)
        {
            if (name.SequenceEqual(ending))
                return true;
        }

        return false;
    }

    private static bool TryMake(ReadOnlySpan<int> fields, out LocalDateTime localTime)
    {
        var (year, month, day) = (fields[0], fields[1], fields[2]);
        localTime = default;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || fields[3] > 23 || fields[4] > 59 || fields[5] > 59)
        {
            return false;
        }

        localTime = new LocalDateTime(year, month, day, fields[3], fields[4], fields[5]);
        return true;
    }
}
