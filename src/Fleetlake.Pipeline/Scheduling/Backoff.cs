namespace Fleetlake.Pipeline.Scheduling;

/// <summary>How long to wait before something is tried again: twice as long each time.</summary>
/// <param name="First">The wait after the first failure.</param>
/// <param name="Longest">The longest wait.</param>
public sealed record Backoff(TimeSpan First, TimeSpan Longest)
{
    private const int MaxDoublings = 30;

    /// <summary>Half a minute, then up to half an hour.</summary>
    public static Backoff Default { get; } = new(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(30));

    /// <summary>The wait after so many failures in a row, at least one.</summary>
    public TimeSpan After(int failures)
    {
        var wait = First * Math.Pow(2, Math.Min(failures - 1, MaxDoublings));
        return wait < Longest ? wait : Longest;
    }
}
