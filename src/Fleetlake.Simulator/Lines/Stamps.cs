namespace Fleetlake.Simulator.Lines;

/// <summary>Prints instants as <c>2019-06-01T18:23:57.196Z</c>; the second before the point is kept, for the next is most often the same.</summary>
internal sealed class Stamps
{
    public const int Length = 24;

    private readonly byte[] _second = "0000-00-00T00:00:00."u8.ToArray();
    private long _cached = long.MinValue;

    public static DateTime ToDateTime(long millis) => DateTime.UnixEpoch.AddTicks(millis * TimeSpan.TicksPerMillisecond);

    public void Write(Page page, long millis)
    {
        var second = Math.DivRem(millis, 1000, out var rest);
        if (rest < 0)
            (second, rest) = (second - 1, rest + 1000);
        if (second != _cached)
            Cache(second);
        var target = page.Take(Length);
        _second.CopyTo(target);
        Digits(target[20..23], (int)rest);
        target[23] = (byte)'Z';
    }

    private void Cache(long second)
    {
        var time = ToDateTime(second * 1000);
        Digits(_second.AsSpan(0, 4), time.Year);
        Digits(_second.AsSpan(5, 2), time.Month);
        Digits(_second.AsSpan(8, 2), time.Day);
        Digits(_second.AsSpan(11, 2), time.Hour);
        Digits(_second.AsSpan(14, 2), time.Minute);
        Digits(_second.AsSpan(17, 2), time.Second);
        _cached = second;
    }

    private static void Digits(Span<byte> target, int value)
    {
        for (var i = target.Length - 1; i >= 0; i--)
        {
            value = Math.DivRem(value, 10, out var digit);
            target[i] = (byte)('0' + digit);
        }
    }
}
