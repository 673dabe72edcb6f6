using System.Globalization;

namespace Fleetlake.Warehouse.Models;

/// <summary>
/// The dates that a model reads of a table around the date that it builds, in days from it: <c>0</c> the date itself,
/// <c>-1..0</c> the day before too, <c>..0</c> all up to it, <c>0..</c> all from it, <c>all</c>.
/// </summary>
public sealed record DateWindow
{
    /// <summary>Every date.</summary>
    public static readonly DateWindow All = new(null, null);

    private const int FarthestDay = 36_600;

    private DateWindow(int? first, int? last) => (First, Last) = (first, last);

    /// <summary>The first day, counted from the date built; null when there is no first.</summary>
    public int? First { get; }

    /// <summary>The last day, counted from the date built, not before <see cref="First"/>; null when there is no last.</summary>
    public int? Last { get; }

    /// <summary>Reads a window as a header writes it; null when it is none.</summary>
    public static DateWindow? TryParse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == "all")
            return All;
        var dots = text.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0)
            return TryDay(text, out var day) ? new(day, day) : null;
        var (first, last) = (text[..dots], text[(dots + 2)..]);
        if (first.Length + last.Length == 0)
            return null;
        int? from = null, to = null;
        if (first.Length > 0)
        {
            if (!TryDay(first, out var value))
                return null;
            from = value;
        }
        if (last.Length > 0)
        {
            if (!TryDay(last, out var value))
                return null;
            to = value;
        }
        return from > to ? null : new(from, to);
    }

    /// <summary>The first and last date that building <paramref name="date"/> reads, both included.</summary>
    public (DateOnly First, DateOnly Last) Around(DateOnly date) =>
        (First is { } first ? Shift(date, first) : DateOnly.MinValue, Last is { } last ? Shift(date, last) : DateOnly.MaxValue);

    /// <summary>As a header writes it.</summary>
    public override string ToString() => (First, Last) switch
    {
        (null, null) => "all",
        var (first, last) when first == last => Invariant(first),
        var (first, last) => $"{Invariant(first)}..{Invariant(last)}",
    };

    private static DateOnly Shift(DateOnly date, int days) =>
        DateOnly.FromDayNumber(Math.Clamp(date.DayNumber + days, DateOnly.MinValue.DayNumber, DateOnly.MaxValue.DayNumber));

    private static bool TryDay(string text, out int day) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out day) && Math.Abs((long)day) <= FarthestDay;

    private static string Invariant(int? day) => day?.ToString(CultureInfo.InvariantCulture) ?? "";
}
