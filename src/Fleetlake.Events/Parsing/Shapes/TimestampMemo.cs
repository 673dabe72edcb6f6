using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fleetlake.Events.Parsing.Shapes;

/// <summary>
/// Reads timestamps of a date that came last: of <c>2019-06-01T18:17:10.123Z</c> only the time has then to be judged.
/// All others, and the first of each date, go through <see cref="TimestampRule"/>.
/// </summary>
internal sealed class TimestampMemo
{
    private const int Length = 24;
    private const long MicrosPerDay = 86_400_000_000;

    // hh:mm:ss in memory order: what turns digits into their values and colons into nothing, and what lifts all else to the high bit.
    private const ulong DigitsAndColons = 0x30303A30303A3030;
    private const ulong ToHighBit = 0x76767F76767F7676;
    private const ulong HighBits = 0x8080808080808080;

    private ulong _dateStart;
    private ulong _dateEnd;
    private long _midnight;

    /// <summary>Reads the timestamp before the next quote, in microseconds since 1970.</summary>
    /// <returns>Its length; 0 when it is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(ReadOnlySpan<byte> rest, out long micros)
    {
        if (rest.Length > Length && rest[Length] == '"' && TryReadTime(rest, out micros))
            return Length;
        return ReadByRule(rest, out micros);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReadTime(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        if (MemoryMarshal.Read<ulong>(text) != _dateStart || MemoryMarshal.Read<ulong>(text[3..]) != _dateEnd)
            return false;
        ulong time = MemoryMarshal.Read<ulong>(text[11..]) ^ DigitsAndColons;
        if (((time | (time + ToHighBit)) & HighBits) != 0 || text[19] != '.' || text[23] != 'Z')
            return false;
        uint tenths = (uint)(text[20] - '0');
        uint hundredths = (uint)(text[21] - '0');
        uint thousandths = (uint)(text[22] - '0');
        uint hour = Two(time);
        uint minute = Two(time >> 24);
        uint second = Two(time >> 48);
        if (hour > 23 || minute > 59 || second > 59 || tenths > 9 || hundredths > 9 || thousandths > 9)
            return false;
        long millis = ((((hour * 60L) + minute) * 60) + second) * 1000;
        micros = _midnight + ((millis + (tenths * 100) + (hundredths * 10) + thousandths) * 1000);
        return true;
    }

    private int ReadByRule(ReadOnlySpan<byte> rest, out long micros)
    {
        micros = 0;
        int length = rest.IndexOf((byte)'"');
        if (length < 0 || !TimestampRule.TryRead(rest[..length], out micros, out _, out _))
            return 0;
        if (BitConverter.IsLittleEndian && length == Length && rest[19] == '.' && rest[23] == 'Z')
        {
            _dateStart = MemoryMarshal.Read<ulong>(rest);
            _dateEnd = MemoryMarshal.Read<ulong>(rest[3..]);
            _midnight = micros - (((micros % MicrosPerDay) + MicrosPerDay) % MicrosPerDay);
        }

        return length;
    }

    // Two digits that lie one after the other, the tens in the low byte.
    private static uint Two(ulong digits) => ((uint)(digits & 0xFF) * 10) + (uint)(digits >> 8 & 0xFF);
}
