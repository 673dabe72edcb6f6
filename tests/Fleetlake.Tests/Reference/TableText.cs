using System.Globalization;

namespace Fleetlake.Tests.Reference;

/// <summary>Rows as text, for golden files and for messages.</summary>
public static class TableText
{
    /// <summary>The rows of a table, sorted, a line each.</summary>
    public static List<string> Lines(string table, IEnumerable<object?[]> rows) =>
        [.. TableComparison.Sorted(table, rows).Select(row => Line(table, row))];

    /// <summary>One row as <c>column=cell</c>: doubles round-trip, timestamps in ISO 8601 to the microsecond.</summary>
    public static string Line(string table, object?[] row) => string.Join(
        ' ', row.Select((cell, i) => $"{Column(table, i)}={Text(Column(table, i), TableComparison.Plain(cell))}"));

    private static string Column(string table, int i) =>
        i < ReferenceSchema.Columns[table].Length ? ReferenceSchema.Columns[table][i] : $"#{i}";

    private static string Text(string column, object? cell) => cell switch
    {
        null => "null",
        string text => $"'{text}'",
        // Out of the contract's years a wrong unit is likelier than a time: the number says more.
        long micros when ReferenceSchema.IsTimestamp(column) && Math.Abs(micros) < 400 * 365 * UtcDay.MicrosPerDay => DateTime.UnixEpoch.AddMicroseconds(micros)
            .ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        byte[] bytes when bytes.Length > 64 => $"0x{Convert.ToHexString(bytes, 0, 64)}… ({bytes.Length} bytes)",
        byte[] bytes => $"0x{Convert.ToHexString(bytes)}",
        _ => Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "",
    };
}
