using System.Globalization;
using System.Runtime.CompilerServices;

namespace Fleetlake.Events.Parsing;

/// <summary>The contract's number: any JSON number, rounded to the nearest double; -0 is 0.</summary>
internal static class NumberRule
{
    // So many digits do not overflow the integer that they are gathered in.
    private const int MaxGathered = 18;
    private const ulong MaxExact = 1UL << 53;

    private static readonly double[] PowersOfTen =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18];

    /// <summary>Reads a number whose grammar has been checked; beyond the doubles it is infinite.</summary>
    public static double Read(ReadOnlySpan<byte> number) =>
        ReadPlain(number, out double value) == number.Length ? value : Parse(number);

    /// <summary>Reads the number without an exponent that a text begins with.</summary>
    /// <returns>Its length; 0 when there is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReadPlain(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        int first = text.Length > 0 && text[0] == '-' ? 1 : 0;
        int end = first;
        ulong digits = 0;
        while (end < text.Length && (uint)(text[end] - '0') is var digit and <= 9)
        {
            digits = (digits * 10) + digit;
            end++;
        }

        if (end == first || (end > first + 1 && text[first] == '0'))
            return 0;
        int decimals = 0;
        if (end < text.Length && text[end] == '.')
        {
            int point = end++;
            while (end < text.Length && (uint)(text[end] - '0') is var digit and <= 9)
            {
                digits = (digits * 10) + digit;
                end++;
            }

            decimals = end - point - 1;
            if (decimals == 0)
                return 0;
        }

        // Digits and a power of ten that doubles hold exactly: their quotient is rounded once, so it is the nearest double
        // (W. D. Clinger, How to read floating point numbers accurately, 1990).
        if (end - first > MaxGathered || digits > MaxExact)
            value = Parse(text[..end]);
        else if (first == 0)
            value = digits / PowersOfTen[decimals];
        else
            value = 0.0 - (digits / PowersOfTen[decimals]);
        return end;
    }

    private static double Parse(ReadOnlySpan<byte> number) =>
        double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture) + 0.0;
}
