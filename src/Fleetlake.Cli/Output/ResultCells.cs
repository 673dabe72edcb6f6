using System.Globalization;
using System.Numerics;
using System.Text;

namespace Fleetlake.Cli.Output;

/// <summary>Values of a result as text that is the same on every machine and engine.</summary>
internal static class ResultCells
{
    private const string TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>A value, or null where there is none. Timestamps are UTC with microseconds; doubles come back as they were when read.</summary>
    public static string? Text(object? value) => value switch
    {
        null or DBNull => null,
        string text => text,
        DateTimeOffset instant => instant.UtcDateTime.ToString(TimestampFormat, CultureInfo.InvariantCulture),
        DateTime instant => instant.ToString(TimestampFormat, CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        float number => number.ToString("R", CultureInfo.InvariantCulture),
        byte[] bytes => Bytes(bytes),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        System.Collections.IDictionary map => $"{{{string.Join(", ", map.Keys.Cast<object>().Select(key => $"{Text(key)}: {Text(map[key]) ?? "null"}"))}}}",
        System.Collections.IEnumerable values => $"[{string.Join(", ", values.Cast<object?>().Select(each => Text(each) ?? "null"))}]",
        _ => value.ToString(),
    };

    /// <summary>True for values that JSON has numbers for.</summary>
    public static bool IsNumber(object? value) =>
        value is sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal or BigInteger;

    /// <summary>A value as a person reads it in a table: doubles without the digits that nobody looks at.</summary>
    public static string Short(object? value) => value switch
    {
        null or DBNull => "",
        double number when double.IsFinite(number) && Math.Abs(number) < 1e15 => number.ToString("0.######", CultureInfo.InvariantCulture),
        _ => Visible(Text(value)!.ReplaceLineEndings("\\n")),
    };

    // What is in a feed may not move the cursor of who looks at it.
    private static string Visible(string text) => text.AsSpan().IndexOfAnyInRange('\0', '\u001f') < 0 && text.AsSpan().IndexOfAnyInRange('\u007f', '\u009f') < 0
        ? text
        : string.Concat(text.Select(each => char.IsControl(each) ? string.Create(CultureInfo.InvariantCulture, $"\\x{(int)each:X2}") : each.ToString()));

    // Lines of a feed need not be UTF-8: what is not is shown byte by byte.
    private static string Bytes(byte[] bytes)
    {
        var text = new StringBuilder(bytes.Length);
        for (int i = 0; i < bytes.Length;)
        {
            var status = Rune.DecodeFromUtf8(bytes.AsSpan(i), out var rune, out int length);
            if (status == System.Buffers.OperationStatus.Done)
            {
                text.Append(rune.ToString());
                i += length;
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"\\x{bytes[i++]:X2}");
            }
        }

        return text.ToString();
    }
}
