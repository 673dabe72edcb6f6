using Cronos;

namespace Fleetlake.Aws.Configuration;

/// <summary>Five fields of cron, and the same as AWS writes them.</summary>
public static class CronSchedule
{
    private const int Fields = 5;
    private const int DayOfMonth = 2;
    private const int DayOfWeek = 4;

    /// <summary>The expression of a schedule of AWS, or null when these are no five fields of cron or AWS cannot say them.</summary>
    /// <param name="cron">Minute, hour, day of the month, month, day of the week (0 and 7 are Sunday).</param>
    public static string? ToAws(string cron)
    {
        string[] fields = cron.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != Fields || fields.Select(IsField).Contains(false) || !HasTimes(string.Join(' ', fields)))
            return null;
        // AWS wants a question mark in one of the two, and cannot restrict both.
        if (fields[DayOfWeek] == "*")
            fields[DayOfWeek] = "?";
        else if (fields[DayOfMonth] == "*")
            (fields[DayOfMonth], fields[DayOfWeek]) = ("?", WeekDays(fields[DayOfWeek]));
        else
            return null;
        return $"cron({string.Join(' ', fields)} *)";
    }

    // Neither 25 o'clock nor the 31st of February.
    private static bool HasTimes(string cron) =>
        CronExpression.TryParse(cron, out var expression) && expression.GetNextOccurrence(DateTime.UnixEpoch) is not null;

    // Its week begins with 1, a Sunday. A step is none of a day's numbers.
    private static string WeekDays(string field) =>
        string.Concat(field.Select(c => char.IsAsciiDigit(c) ? (char)('1' + ((c - '0') % 7)) : c));

    private static bool IsField(string field, int index) => field.Length > 0
        && field.All(c => char.IsAsciiLetterOrDigit(c) || c is '*' or ',' or '-' or '/')
        && (index != DayOfWeek || !field.Contains('/', StringComparison.Ordinal));
}
