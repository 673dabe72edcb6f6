using Fleetlake.Pipeline.History;
using Fleetlake.Pipeline.Planning;
using Fleetlake.Pipeline.Steps;

namespace Fleetlake.Pipeline.Running;

/// <summary>Is told what a run does while it does it, in the order in which it happens.</summary>
public interface IRunObserver
{
    /// <summary>A step begins.</summary>
    void StepStarted(DateOnly date, PlanStep step);

    /// <summary>A step is so far. May come from any thread.</summary>
    void StepProgressed(DateOnly date, PlanStep step, StepProgress progress);

    /// <summary>A step failed with what may be gone by itself, and is tried again.</summary>
    void StepRetried(DateOnly date, PlanStep step, Exception fault, TimeSpan after);

    /// <summary>A step has ended or was skipped.</summary>
    void StepEnded(DateOnly date, PlanStep step, StepRecord record);
}
