namespace Fleetlake.Tests.Lake.S3;

/// <summary>Time that goes on when it is told to.</summary>
internal sealed class ManualTime : TimeProvider
{
    private long _ticks = TimeSpan.TicksPerDay;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public void GoOn(TimeSpan span) => _ticks += span.Ticks;
}
