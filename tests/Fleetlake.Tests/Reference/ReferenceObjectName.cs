using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;

namespace Fleetlake.Tests.Reference;

/// <summary>Reads the source date from an object's key.</summary>
internal static partial class ReferenceObjectName
{
    // Interpretation: the endings are matched case by case as they are written, so .JSON is another name.
    [GeneratedRegex(@"^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})-([0-9]{1,2})-([0-9]{1,2})-([0-9]{1,2})-events\.(json|txt|ndjson|jsonl)(\.gz)?\z")]
    private static partial Regex Pattern();

    /// <summary>The UTC day of the instant in the name; null when the object is no event file.</summary>
    public static DateOnly? SourceDate(string key, string timeZone)
    {
        Match match = Pattern().Match(key[(key.LastIndexOf('/') + 1)..]);
        if (!match.Success)
            return null;
        int[] part = [.. Enumerable.Range(1, 6).Select(i => int.Parse(match.Groups[i].Value, CultureInfo.InvariantCulture))];
        // Interpretation: a name with a date or time that does not exist is one of the "any other" names.
        if (!ReferenceTimestamp.Exists(part[0], part[1], part[2], part[3], part[4], part[5]))
            return null;
        var written = new LocalDateTime(part[0], part[1], part[2], part[3], part[4], part[5]);
        return DayOf(written, DateTimeZoneProviders.Tzdb[timeZone]);
    }

    private static DateOnly? DayOf(LocalDateTime written, DateTimeZone zone)
    {
        // The offset before the change is the one of a skipped time, of the earlier of two, and the only one otherwise.
        // It is what InZoneLeniently does, without leaving the calendar at its first and last day.
        Offset offset = zone.MapLocal(written).EarlyInterval.WallOffset;
        long ticks = written.ToDateTimeUnspecified().Ticks - offset.Ticks;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks ? DateOnly.FromDateTime(new DateTime(ticks)) : null;
    }
}
