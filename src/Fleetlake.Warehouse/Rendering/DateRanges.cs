using Fleetlake.Warehouse.Models;

namespace Fleetlake.Warehouse.Rendering;

/// <summary>A range of dates, both included; null where it has no end.</summary>
internal sealed record DateRange(DateOnly? First, DateOnly? Last);

/// <summary>The dates that a window holds around several, as few ranges.</summary>
internal static class DateRanges
{
    public static IReadOnlyList<DateRange> Of(DateWindow window, IEnumerable<DateOnly> dates)
    {
        var merged = new List<(DateOnly First, DateOnly Last)>();
        foreach (var (first, last) in dates.Order().Select(window.Around))
        {
            if (merged.Count > 0 && first.DayNumber <= merged[^1].Last.DayNumber + 1)
                merged[^1] = (merged[^1].First, last);
            else
                merged.Add((first, last));
        }
        return [.. merged.Select(range => new DateRange(
            range.First == DateOnly.MinValue ? null : range.First,
            range.Last == DateOnly.MaxValue ? null : range.Last))];
    }
}
