namespace Fleetlake.Pipeline.Steps;

/// <summary>A step of a run for one source date. It may be done again at any time and comes to the same.</summary>
internal interface IStep
{
    Task<StepOutcome> RunAsync(DayContext day, CancellationToken cancellation);
}
