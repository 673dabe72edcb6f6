namespace Fleetlake.Simulator.Life;

/// <summary>The time that a fleet lives in. Instants are milliseconds since 1970-01-01T00:00:00Z.</summary>
internal sealed record FleetSchedule(ulong Seed, long Start, long DayMillis)
{
    private const int PeriodsADay = 10;
    private static readonly long PeriodOne = Millis(new DateOnly(2019, 6, 1));

    public static FleetSchedule Of(FleetOptions options)
    {
        var daySeconds = options.DaySeconds ?? (options.Seconds < 6 * 3600 ? Math.Max(60, options.Seconds) : 86_400);
        return new(options.Seed, Millis(options.Date) + (options.StartSecond * 1000L), daySeconds * 1000L);
    }

    /// <summary>
    /// The number of a day's first period. Numbers go on from day to day, for a period of an old number would take the
    /// place of the old period; op_1 is of 2019-06-01, and days before it have numbers below.
    /// </summary>
    public static long FirstPeriodOf(long day, long dayMillis)
    {
        var (days, rest) = Math.DivRem(day - PeriodOne, dayMillis);
        return ((rest < 0 ? days - 1 : days) * PeriodsADay) + 1;
    }

    /// <summary>Cuts an instant as people name hours: to five minutes, and to seconds where days are short.</summary>
    public long Round(long instant)
    {
        var unit = DayMillis >= 6 * 3_600_000 ? 300_000 : 1000;
        return instant - (((instant % unit) + unit) % unit);
    }

    private static long Millis(DateOnly date) => (date.DayNumber - new DateOnly(1970, 1, 1).DayNumber) * 86_400_000L;
}
