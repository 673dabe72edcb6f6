namespace Fleetlake.Lake.Stores.S3;

/// <summary>The server's time: what its answers say, and what has gone by since. The clock of this machine does not matter.</summary>
internal sealed class ServerClock(TimeProvider time)
{
    private readonly Lock _lock = new();
    private DateTimeOffset _seen;
    private long _seenAt;

    /// <summary>The server's time, to a second.</summary>
    /// <exception cref="InvalidOperationException">The server has not answered yet.</exception>
    public DateTimeOffset Now
    {
        get
        {
            lock (_lock)
            {
                return _seen == default ? throw new InvalidOperationException("the server has not told its time.") : _seen + time.GetElapsedTime(_seenAt);
            }
        }
    }

    public void Saw(DateTimeOffset date)
    {
        lock (_lock)
        {
            (_seen, _seenAt) = (date, time.GetTimestamp());
        }
    }
}
