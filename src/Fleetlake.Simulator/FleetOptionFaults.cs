using System.Globalization;

namespace Fleetlake.Simulator;

/// <summary>What can be wrong with <see cref="FleetOptions"/>.</summary>
internal static class FleetOptionFaults
{
    private const int MaxSeconds = 366 * 86_400;
    private const int MaxVehicles = 100_000;

    // Events may be told two days before their time and plans reach days ahead; all must stay within the years of a timestamp.
    private static readonly DateOnly FirstDate = new(1900, 1, 4);
    private static readonly DateOnly LastDate = new(2298, 12, 20);

    public static IEnumerable<string> Of(FleetOptions options)
    {
        string?[] faults =
        [
            Within(nameof(options.Date), options.Date, FirstDate, LastDate),
            Within(nameof(options.StartSecond), options.StartSecond, 0, 86_399),
            Within(nameof(options.Seconds), options.Seconds, 1, MaxSeconds),
            Within(nameof(options.Vehicles), options.Vehicles, 1, MaxVehicles),
            Within(nameof(options.Organizations), options.Organizations, 1, Driving.City.All.Count),
            options.Organizations > options.Vehicles
                ? Fault(nameof(options.Organizations), options.Organizations, "no more than Vehicles, one vehicle in each")
                : null,
            Within(nameof(options.Mess), options.Mess, 0.0, 1.0),
            Within(nameof(options.PositionInterval), options.PositionInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)),
            options.DaySeconds is { } day ? Within(nameof(options.DaySeconds), day, 60, 86_400) : null,
            Enum.IsDefined(options.Layout) ? null : Fault(nameof(options.Layout), (int)options.Layout, "Flat or Nested"),
            Within(nameof(options.ClockOffset), options.ClockOffset, TimeSpan.FromHours(-14), TimeSpan.FromHours(14)),
            options.ClockOffset.Ticks % TimeSpan.TicksPerMinute == 0
                ? null
                : Fault(nameof(options.ClockOffset), options.ClockOffset, "whole minutes"),
        ];
        return faults.OfType<string>();
    }

    // NaN compares as below every number, so it is a fault too.
    private static string? Within<T>(string name, T found, T least, T most)
        where T : IComparable<T>, IFormattable
        => found.CompareTo(least) >= 0 && found.CompareTo(most) <= 0
            ? null
            : Fault(name, found, $"from {Text(least)} to {Text(most)}");

    private static string Fault<T>(string name, T found, string expected)
        where T : IFormattable
        => $"{name} is {Text(found)}; expected {expected}.";

    private static string Text<T>(T value)
        where T : IFormattable
        => value is DateOnly date
            ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : value.ToString(null, CultureInfo.InvariantCulture);
}
