using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Fleetlake.Tests.Reference;

/// <summary>JSON as the contract has it. A value is its bytes as they came; a missing one is null.</summary>
public static class ReferenceJson
{
    // The object itself is the first level.
    private const int MaxDepth = 64;

    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The members of one object: names unescaped, values as they came, of equal names the last.</summary>
    /// <exception cref="JsonException">Not RFC 8259, not one object, or nested too deep.</exception>
    public static Dictionary<string, byte[]> Members(byte[] json)
    {
        var members = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        // Comments and trailing commas are off by default.
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("not an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = Unescape(Encoding.UTF8.GetString(reader.ValueSpan));
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            members[name] = json[start..(int)reader.BytesConsumed];
        }

        // One more: anything but white space behind the object throws.
        reader.Read();
        return members;
    }

    /// <summary>A comparable text of unknown members: sorted names in ASCII, values as they came; null for none.</summary>
    public static string? Canonical(IReadOnlyDictionary<string, string>? members) => members is null
        ? null
        : "{" + string.Join(",", members
            .OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => $"\"{Escape(member.Key)}\":{member.Value}")) + "}";

    /// <summary>The same of the JSON text that a product keeps in <c>extra</c>.</summary>
    public static string? CanonicalExtra(string? json) => json is null
        ? null
        : Canonical(Members(Encoding.UTF8.GetBytes(json))
            .ToDictionary(member => member.Key, member => Encoding.UTF8.GetString(member.Value)));

    internal static byte[]? Member(Dictionary<string, byte[]> members, string name) => members.GetValueOrDefault(name);

    internal static bool IsMissingOrNull(byte[]? value) => value is null || value[0] == 'n';

    internal static bool IsObject(byte[]? value) => value is not null && value[0] == '{';

    internal static bool IsNumber(byte[]? value) => value is not null && (value[0] == '-' || char.IsAsciiDigit((char)value[0]));

    /// <summary>The string's text, lone surrogates as they are; null when it is no string.</summary>
    internal static string? String(byte[]? value) =>
        value is not null && value[0] == '"' ? Unescape(Encoding.UTF8.GetString(value)[1..^1]) : null;

    /// <summary>The nearest double, infinite when there is none; adding 0 turns -0 into 0.</summary>
    internal static double Number(byte[] value) =>
        double.Parse(Encoding.UTF8.GetString(value), NumberStyles.Float, CultureInfo.InvariantCulture) + 0.0;

    /// <summary>The length in UTF-8, or null when the text is not valid Unicode.</summary>
    internal static int? Utf8Length(string text)
    {
        try
        {
            return _strict.GetByteCount(text);
        }
        catch (EncoderFallbackException)
        {
            return null;
        }
    }

    // JsonElement.GetString throws on a lone surrogate, and such a name is an unknown member like any other.
    private static string Unescape(string escaped)
    {
        var text = new StringBuilder();
        for (int i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '\\')
            {
                text.Append(escaped[i]);
                continue;
            }

            i++;
            if (escaped[i] == 'u')
            {
                text.Append((char)ushort.Parse(escaped.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 4;
            }
            else
            {
                text.Append(Unescape(escaped[i]));
            }
        }

        return text.ToString();
    }

    private static char Unescape(char letter) => letter switch
    {
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        _ => letter,
    };

    private static string Escape(string name) => string.Concat(name.Select(c =>
        c is >= ' ' and <= '~' and not '"' and not '\\' ? c.ToString() : $"\\u{(int)c:x4}"));
}
