using System.Globalization;

namespace Fleetlake.Warehouse.Rendering;

/// <summary>A row that breaks a test, as a message shows it.</summary>
internal static class ExampleRow
{
    /// <summary>How many rows of a test are shown.</summary>
    public const int MostRows = 3;

    public static string Text(IEnumerable<(string Column, object? Value)> cells) => string.Join(", ", cells.Select(cell => $"{cell.Column}={Text(cell.Value)}"));

    private static string Text(object? value) => value switch
    {
        null => "null",
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
