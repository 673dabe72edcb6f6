using Fleetlake.Pipeline.History;

namespace Fleetlake.Pipeline.Scheduling;

/// <summary>Is told what a scheduler does, beside what its runs do.</summary>
public interface IScheduleObserver
{
    /// <summary>Dates were found that have to be run.</summary>
    void DatesFound(IReadOnlyList<DateOnly> dates);

    /// <summary>A date was run, well or not. A null wait means that it is not tried again by itself soon.</summary>
    void RunEnded(DateOnly date, RunStatus status, string? error, TimeSpan? triedAgainAfter);

    /// <summary>What is due could not be found out.</summary>
    void LookFailed(string error, TimeSpan triedAgainAfter);
}
