using System.Globalization;

namespace Fleetlake.Events.Parsing;

/// <summary>The contract's number: any JSON number, rounded to the nearest double; -0 is 0.</summary>
internal static class NumberRule
{
    private const int MaxExactDigits = 15;

    private static readonly double[] PowersOfTen =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>Reads a number whose grammar has been checked; beyond the doubles it is infinite.</summary>
    public static double Read(ReadOnlySpan<byte> number)
    {
        double value = TryReadShort(number, out double exact)
            ? exact
            : double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture);
        return value + 0.0;
    }

    // Digits and a power of ten that doubles hold exactly: their quotient is rounded once, so it is the nearest double
    // (W. D. Clinger, How to read floating point numbers accurately, 1990).
    private static bool TryReadShort(ReadOnlySpan<byte> number, out double value)
    {
        value = 0;
        if (number.Length > MaxExactDigits)
            return false;
        bool negative = number[0] == '-';
        long digits = 0;
        int decimals = -1;
        for (int i = negative ? 1 : 0; i < number.Length; i++)
        {
            uint digit = (uint)(number[i] - '0');
            if (digit <= 9)
                digits = (digits * 10) + digit;
            else if (number[i] == '.')
                decimals = number.Length - i - 1;
            else
                return false;
        }

        value = digits / PowersOfTen[Math.Max(decimals, 0)];
        if (negative)
            value = -value;
        return true;
    }
}
