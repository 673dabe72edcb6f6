using System.Globalization;
using System.Text;

namespace Fleetlake.Events.Json;

/// <summary>Turns the inside of a JSON string into its UTF-8 text. The grammar has been checked by <see cref="JsonScanner"/>.</summary>
internal static class JsonText
{
    /// <summary>
    /// Writes the text without escapes. A lone surrogate, which no Unicode text has, is written as the three bytes that
    /// it would take, so that names can still be compared, and reported by the return value.
    /// </summary>
    /// <returns>True when the text is valid Unicode.</returns>
    public static bool Unescape(ReadOnlySpan<byte> escaped, Span<byte> destination, out int written)
    {
        bool valid = true;
        written = 0;
        int i = 0;
        while (i < escaped.Length)
        {
            if (escaped[i] != '\\')
            {
                destination[written++] = escaped[i++];
                continue;
            }

            if (escaped[i + 1] != 'u')
            {
                destination[written++] = Simple(escaped[i + 1]);
                i += 2;
                continue;
            }

            int unit = Hex(escaped, i + 2);
            i += 6;
            if (char.IsHighSurrogate((char)unit) && IsLowSurrogateEscape(escaped, i))
            {
                int rune = char.ConvertToUtf32((char)unit, (char)Hex(escaped, i + 2));
                written += new Rune(rune).EncodeToUtf8(destination[written..]);
                i += 6;
            }
            else
            {
                valid &= !char.IsSurrogate((char)unit);
                written += EncodeUnit(unit, destination[written..]);
            }
        }

        return valid;
    }

    private static byte Simple(byte escape) => escape switch
    {
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        _ => escape,
    };

    private static bool IsLowSurrogateEscape(ReadOnlySpan<byte> text, int at) =>
        at + 6 <= text.Length && text[at] == '\\' && text[at + 1] == 'u' && char.IsLowSurrogate((char)Hex(text, at + 2));

    private static int Hex(ReadOnlySpan<byte> text, int at) =>
        int.Parse(text.Slice(at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static int EncodeUnit(int unit, Span<byte> destination)
    {
        if (unit < 0x80)
        {
            destination[0] = (byte)unit;
            return 1;
        }

        if (unit < 0x800)
        {
            destination[0] = (byte)(0xC0 | (unit >> 6));
            destination[1] = (byte)(0x80 | (unit & 0x3F));
            return 2;
        }

        destination[0] = (byte)(0xE0 | (unit >> 12));
        destination[1] = (byte)(0x80 | ((unit >> 6) & 0x3F));
        destination[2] = (byte)(0x80 | (unit & 0x3F));
        return 3;
    }
}
