using Cronos;

namespace Fleetlake.Pipeline.Scheduling;

/// <summary>When dates are run: at each occurrence every day that had ended by then, in UTC.</summary>
/// <param name="Cron">The occurrences.</param>
/// <param name="From">The first date; null for the first that the lake has, or else the last that is due.</param>
/// <param name="LookbackDays">How many dates before the last one that is due are listed again.</param>
public sealed record Schedule(CronExpression Cron, DateOnly? From, int LookbackDays)
{
    private const int FieldsWithSeconds = 6;

    /// <summary>Reads five cron fields, or six of which the first is seconds.</summary>
    /// <returns>Null when they are none, or name an instant that never comes.</returns>
    public static CronExpression? ParseCron(string text)
    {
        int fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        var format = fields == FieldsWithSeconds ? CronFormat.IncludeSeconds : CronFormat.Standard;
        return CronExpression.TryParse(text, format, out var cron) && cron.GetNextOccurrence(DateTime.UnixEpoch) is not null ? cron : null;
    }

    /// <summary>The first occurrence after an instant, or null when there is none.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset instant) => Cron.GetNextOccurrence(instant, TimeZoneInfo.Utc);

    /// <summary>The last date that is due at an instant: the day before the latest occurrence. Null before the first.</summary>
    public DateOnly? LastDue(DateTimeOffset instant) => Cron.GetPreviousOccurrence(instant, TimeZoneInfo.Utc, inclusive: true) is { } latest
        ? DateOnly.FromDateTime(latest.UtcDateTime).AddDays(-1)
        : null;
}
