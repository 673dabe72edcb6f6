namespace Fleetlake.Pipeline.Running;

/// <summary>When a step is tried again, and after how long. Which faults are transient is a fact of the exception.</summary>
/// <param name="Attempts">How often a step is tried in all, at least once.</param>
/// <param name="FirstDelay">The wait before the second attempt; each later one is four times as long.</param>
public sealed record RetryPolicy(int Attempts, TimeSpan FirstDelay)
{
    /// <summary>Three attempts within about a second.</summary>
    public static RetryPolicy Default { get; } = new(3, TimeSpan.FromMilliseconds(200));

    /// <summary>The wait before the next attempt, or null when there is none.</summary>
    /// <param name="fault">What the last attempt failed with. What another holds has been waited for already.</param>
    /// <param name="attempt">The number of the last attempt, from 1.</param>
    public TimeSpan? DelayAfter(Exception fault, int attempt) =>
        fault is FleetlakeException { Kind: FaultKind.Transient } && attempt < Attempts
            ? FirstDelay * Math.Pow(4, attempt - 1)
            : null;
}
