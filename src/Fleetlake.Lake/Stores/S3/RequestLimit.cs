namespace Fleetlake.Lake.Stores.S3;

/// <summary>
/// How many requests at once pay off: more as long as more come back in the same time, half as many when the server says that it
/// is too much, and back to the best there was when more gave nothing.
/// </summary>
internal sealed class RequestLimit(int max, TimeProvider time)
{
    private const int First = 8;
    private const double Gain = 1.05;
    private const int RestWindows = 20;
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ShrinkEvery = TimeSpan.FromSeconds(1);

    private long _started = time.GetTimestamp();
    private long _shrunk;
    private int _completed;
    private bool _wasFull;
    private double _best;
    private int _bestLimit = Math.Min(First, max);
    private int _rest;

    /// <summary>The limit now, from 1 to the greatest.</summary>
    public int Current { get; private set; } = Math.Min(First, max);

    /// <summary>A request came back.</summary>
    /// <param name="wasFull">True when another was waiting for it: only then does the limit say anything.</param>
    public void Completed(bool wasFull)
    {
        _completed++;
        _wasFull |= wasFull;
        var elapsed = time.GetElapsedTime(_started);
        if (elapsed < Window || _completed < 2 * Current)
            return;
        if (_wasFull)
            Judge(_completed / elapsed.TotalSeconds);
        (_started, _completed, _wasFull) = (time.GetTimestamp(), 0, false);
    }

    /// <summary>The server refused a request for being one too many, or did not answer in time.</summary>
    public void Throttled()
    {
        if (_shrunk != 0 && time.GetElapsedTime(_shrunk) < ShrinkEvery)
            return;
        _shrunk = time.GetTimestamp();
        Current = _bestLimit = Math.Max(1, Current / 2);
        (_best, _rest) = (0, RestWindows / 2);
        (_started, _completed, _wasFull) = (_shrunk, 0, false);
    }

    private void Judge(double rate)
    {
        if (_rest > 0)
        {
            // What was best may not be any more: after a while more is tried again.
            if (--_rest == 0)
                Grow(rate);
        }
        else if (rate > _best * Gain)
        {
            Grow(rate);
        }
        else
        {
            Current = _bestLimit;
            _rest = RestWindows;
        }
    }

    private void Grow(double rate)
    {
        (_best, _bestLimit) = (rate, Current);
        Current = Math.Min(max, Current + Math.Max(1, Current / 2));
        if (Current == _bestLimit)
            _rest = RestWindows;
    }
}
