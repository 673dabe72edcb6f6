using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fleetlake.Events.Parsing.Shapes;

/// <summary>Texts that are in their lines as they are meant: ASCII, no escape, no control character.</summary>
internal static class PlainText
{
    private const int MaxBytes = 255;

    /// <summary>The length of the text before the quote that ends it; 0 when it is not a plain one of 1 to 255 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LengthOf(ReadOnlySpan<byte> rest)
    {
        int length = 0;
        while (rest.Length - length >= Vector256<byte>.Count)
        {
            var bytes = Vector256.Create(rest[length..]);
            // Below the space as signed bytes are control characters and all that is not ASCII.
            var others = Vector256.LessThan(bytes.AsSByte(), Vector256.Create((sbyte)' ')).AsByte() | Vector256.Equals(bytes, Vector256.Create((byte)'\\'));
            uint ends = Vector256.Equals(bytes, Vector256.Create((byte)'"')).ExtractMostSignificantBits();
            uint stops = ends | others.ExtractMostSignificantBits();
            if (stops != 0)
            {
                int stop = BitOperations.TrailingZeroCount(stops);
                length += stop;
                return (ends >> stop & 1) == 1 && length <= MaxBytes ? length : 0;
            }

            length += Vector256<byte>.Count;
        }

        return ShortLengthOf(rest, length);
    }

    private static int ShortLengthOf(ReadOnlySpan<byte> rest, int length)
    {
        while (length < rest.Length && rest[length] is >= (byte)' ' and < 0x80 and not (byte)'"' and not (byte)'\\')
            length++;
        return length < rest.Length && rest[length] == '"' && length <= MaxBytes ? length : 0;
    }
}
