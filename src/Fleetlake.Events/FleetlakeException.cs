namespace Fleetlake;

/// <summary>Who has to act on a fault: it decides the exit code and whether a step is tried again.</summary>
public enum FaultKind
{
    /// <summary>A step could not do its work and trying again would not help. Exit code 1.</summary>
    Failed,

    /// <summary>The caller can mend it in the call or the configuration. Exit code 2.</summary>
    Caller,

    /// <summary>It may be gone by itself: an object that changed while it was read, a server away. Tried again, then exit code 75.</summary>
    Transient,

    /// <summary>Another process has it, and this one has waited for it already: a lease, a locked file. Exit code 75.</summary>
    Held,
}

/// <summary>
/// A fault that a person can act on: its message says what was found, what was expected and where.
/// Whether it is transient is a fact of the exception, never read from its text.
/// </summary>
public class FleetlakeException : Exception
{
    /// <summary>Makes a fault of the given kind.</summary>
    /// <param name="kind">Who has to act.</param>
    /// <param name="message">Found, expected and where, in one line.</param>
    /// <param name="innerException">What was underneath, if anything.</param>
    public FleetlakeException(FaultKind kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>Who has to act.</summary>
    public FaultKind Kind { get; }

    /// <summary>True when the same call may succeed later with nothing changed by hand.</summary>
    public bool IsTransient => Kind is FaultKind.Transient or FaultKind.Held;
}
