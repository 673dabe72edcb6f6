using NodaTime;
using NodaTime.TimeZones;

namespace Fleetlake.Lake.Source;

/// <summary>
/// The clock that names the source's files. The time zone data comes with the program, so that the same name is the same
/// instant on every machine.
/// </summary>
public sealed class SourceClock
{
    private readonly DateTimeZone _zone;

    private SourceClock(DateTimeZone zone) => _zone = zone;

    /// <summary>The zone's name.</summary>
    public string ZoneId => _zone.Id;

    /// <summary>
    /// A clock of an IANA zone (<c>America/Sao_Paulo</c>, <c>UTC</c>) or of a fixed offset (<c>-03:00</c>, <c>UTC-03:00</c>); null
    /// when there is no such zone.
    /// </summary>
    public static SourceClock? Find(string timeZone)
    {
        string id = timeZone is ['+' or '-', ..] ? $"UTC{timeZone}" : timeZone;
        return DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) is { } zone ? new SourceClock(zone) : null;
    }

    /// <summary>The UTC day of an instant.</summary>
    public static DateOnly SourceDate(Instant instant) => instant.InUtc().Date.ToDateOnly();

    /// <summary>
    /// The instant of a local time. Of a local time that comes twice the earlier instant is meant; one that is skipped takes
    /// the offset before the gap.
    /// </summary>
    public Instant InstantOf(LocalDateTime localTime) => _zone.ResolveLocal(localTime, Resolvers.LenientResolver).ToInstant();

    /// <summary>The local dates that names of a UTC day can have, skipped and repeated times among them.</summary>
    public IReadOnlyList<LocalDate> LocalDates(DateOnly sourceDate)
    {
        var start = LocalDate.FromDateOnly(sourceDate).AtMidnight().InUtc().ToInstant();
        var finish = start + Duration.FromDays(1) - Duration.Epsilon;
        var around = _zone.GetZoneIntervals(start - Duration.FromDays(1), finish + Duration.FromDays(1));
        Offset[] offsets = [.. around.Select(interval => interval.WallOffset)];
        var last = offsets.Max(offset => finish.WithOffset(offset).Date);
        var dates = new List<LocalDate>();
        for (var date = offsets.Min(offset => start.WithOffset(offset).Date); date <= last; date = date.PlusDays(1))
            dates.Add(date);
        return dates;
    }
}
