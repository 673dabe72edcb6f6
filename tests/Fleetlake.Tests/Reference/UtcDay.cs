namespace Fleetlake.Tests.Reference;

/// <summary>Between microseconds since 1970 and days of the UTC calendar.</summary>
internal static class UtcDay
{
    public const long MicrosPerSecond = 1_000_000;
    public const long MicrosPerDay = 86_400 * MicrosPerSecond;
    private static readonly int _epoch = new DateOnly(1970, 1, 1).DayNumber;

    public static DateOnly Of(long micros)
    {
        long days = micros / MicrosPerDay;
        // Division cuts towards zero; the day before 1970 is -1, not 0.
        if (micros % MicrosPerDay < 0)
            days--;
        return DateOnly.FromDayNumber(_epoch + (int)days);
    }

    public static long Start(DateOnly day) => (day.DayNumber - _epoch) * MicrosPerDay;
}
