namespace Fleetlake.Simulator.Lines;

/// <summary>Prints 1e-5 degrees as a JSON number without zeros at the end: <c>52.5159</c>.</summary>
internal static class Degrees
{
    // -180.00000
    public const int MaxLength = 10;

    public static void Write(Page page, int units)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        page.Append(text[Format(units, text)..]);
    }

    public static string ToText(int units)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        return System.Text.Encoding.ASCII.GetString(text[Format(units, text)..]);
    }

    // From the last digit to the first, so the text ends where the span does; returns where it starts.
    private static int Format(int units, Span<byte> text)
    {
        var (whole, fraction) = Math.DivRem(Math.Abs(units), 100_000);
        var at = text.Length;
        for (var place = 0; place < 5; place++)
        {
            (fraction, var digit) = Math.DivRem(fraction, 10);
            if (digit != 0 || at < text.Length)
                text[--at] = (byte)('0' + digit);
        }

        if (at < text.Length)
            text[--at] = (byte)'.';
        do
        {
            (whole, var digit) = Math.DivRem(whole, 10);
            text[--at] = (byte)('0' + digit);
        }
        while (whole > 0);
        if (units < 0)
            text[--at] = (byte)'-';
        return at;
    }
}
