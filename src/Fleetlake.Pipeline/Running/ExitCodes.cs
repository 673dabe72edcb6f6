namespace Fleetlake.Pipeline.Running;

/// <summary>What a process says to its caller.</summary>
public static class ExitCodes
{
    /// <summary>All is done.</summary>
    public const int Done = 0;

    /// <summary>A step failed.</summary>
    public const int Failed = 1;

    /// <summary>The caller can mend it in the call or the configuration.</summary>
    public const int Caller = 2;

    /// <summary>Try again later.</summary>
    public const int Transient = 75;

    /// <summary>The exit code of a fault.</summary>
    public static int Of(FaultKind fault) => fault switch
    {
        FaultKind.Failed => Failed,
        FaultKind.Caller => Caller,
        _ => Transient,
    };

    /// <summary>The exit code of several faults: what trying again does not mend goes before what it does.</summary>
    public static int Of(IEnumerable<FaultKind> faults) => faults.Select(Of).DefaultIfEmpty(Done).Min();
}
