using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using ClickHouse.Driver.ADO.Readers;

namespace Fleetlake.Warehouse.ClickHouse;

/// <summary>The row that a reader is at, its values of the types that every engine here gives.</summary>
internal readonly partial struct ClickHouseRow(ClickHouseDataReader reader)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public int Count => reader.FieldCount;

    public string Name(int index) => reader.GetName(index);

    public object? Value(int index) => Plain(reader.GetValue(index), reader.GetDataTypeName(index));

    public string Text(int index) => (string)Value(index)!;

    public string? TextOrNull(int index) => (string?)Value(index);

    public DateOnly Date(int index) => (DateOnly)Value(index)!;

    public long Long(int index) => Convert.ToInt64(Value(index), CultureInfo.InvariantCulture);

    /// <summary>The .NET type of a column's values.</summary>
    public Type TypeOf(int index) => Inner(reader.GetDataTypeName(index)) switch
    {
        "Date" or "Date32" => typeof(DateOnly),
        "String" => typeof(string),
        "UInt64" => typeof(long),
        _ => reader.GetFieldType(index),
    };

    private static object? Plain(object? value, string type) => value switch
    {
        null or DBNull => null,
        byte[] bytes => TextOf(bytes),
        DateTime date when Inner(type) is "Date" or "Date32" => DateOnly.FromDateTime(date),
        // A count is a number that every engine signs; above its range it stays what it is.
        ulong number and <= long.MaxValue => (long)number,
        ulong number => (BigInteger)number,
        // Its last zeros count: 1.50 is a number with two decimals.
        decimal number when Scale().Match(Inner(type)) is { Success: true } scale => number + new decimal(0, 0, 0, false, byte.Parse(scale.Groups[1].Value, CultureInfo.InvariantCulture)),
        IDictionary map => map,
        string text => text,
        Array values => values.Cast<object?>().Select(each => Plain(each, "")).ToArray(),
        _ => value,
    };

    // ClickHouse has one type for texts and bytes: what is no text is bytes.
    private static object TextOf(byte[] bytes)
    {
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return bytes;
        }
    }

    [GeneratedRegex(@"^Decimal\d*\((?:\d+, ?)?(\d|1\d|2[0-8])\)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Scale();

    // Nullable(X) and LowCardinality(X) hold an X.
    private static string Inner(string type)
    {
        while (type.EndsWith(')') && (type.StartsWith("Nullable(", StringComparison.Ordinal) || type.StartsWith("LowCardinality(", StringComparison.Ordinal)))
            type = type[(type.IndexOf('(', StringComparison.Ordinal) + 1)..^1];
        return type;
    }
}
