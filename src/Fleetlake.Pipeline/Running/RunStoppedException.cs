using Fleetlake.Pipeline.History;

namespace Fleetlake.Pipeline.Running;

/// <summary>A run was stopped from outside. What it had done stays done; the rest is as it was.</summary>
public sealed class RunStoppedException(RunRecord record) : OperationCanceledException("The run was stopped.")
{
    /// <summary>What was done.</summary>
    public RunRecord Record => record;
}
