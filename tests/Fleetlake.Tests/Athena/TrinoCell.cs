using System.Globalization;
using System.Text.Json;

namespace Fleetlake.Tests.Athena;

/// <summary>A value as Trino's protocol writes it, by the type of its column.</summary>
internal static class TrinoCell
{
    /// <summary>The values of a row.</summary>
    public static object?[] Row(JsonElement row, JsonElement columns) =>
        [.. row.EnumerateArray().Zip(columns.EnumerateArray(), (cell, column) => Value(cell, column.GetProperty("type").GetString()!))];

    private static object? Value(JsonElement cell, string type) => cell.ValueKind == JsonValueKind.Null ? null : type.Split('(')[0] switch
    {
        "varchar" => cell.GetString(),
        "bigint" => cell.GetInt64(),
        "double" => cell.GetDouble(),
        "varbinary" => cell.GetBytesFromBase64(),
        "date" => DateOnly.ParseExact(cell.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture),
        "timestamp" => DateTime.Parse(cell.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
        _ => throw new NotSupportedException($"A column of type {type}, expected those of the catalog."),
    };
}
