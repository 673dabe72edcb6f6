namespace Fleetlake.Pipeline;

/// <summary>A fault of a step or of a call.</summary>
public sealed class PipelineException : FleetlakeException
{
    /// <inheritdoc cref="FleetlakeException(FaultKind, string, Exception?)"/>
    public PipelineException(FaultKind kind, string message, Exception? innerException = null)
        : base(kind, message, innerException)
    {
    }
}
