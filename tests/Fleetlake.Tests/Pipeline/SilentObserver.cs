using Fleetlake.Pipeline.History;
using Fleetlake.Pipeline.Planning;
using Fleetlake.Pipeline.Running;
using Fleetlake.Pipeline.Steps;

namespace Fleetlake.Tests.Pipeline;

internal sealed class SilentObserver : IRunObserver
{
    public void StepStarted(DateOnly date, PlanStep step)
    {
    }

    public void StepProgressed(DateOnly date, PlanStep step, StepProgress progress)
    {
    }

    public void StepRetried(DateOnly date, PlanStep step, Exception fault, TimeSpan after)
    {
    }

    public void StepEnded(DateOnly date, PlanStep step, StepRecord record)
    {
    }
}
