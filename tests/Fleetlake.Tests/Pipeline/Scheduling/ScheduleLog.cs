using Fleetlake.Lake;
using Fleetlake.Pipeline.History;
using Fleetlake.Pipeline.Scheduling;

namespace Fleetlake.Tests.Pipeline.Scheduling;

/// <summary>Keeps what a scheduler tells.</summary>
internal sealed class ScheduleLog : IScheduleObserver
{
    private readonly List<string> _lines = [];

    /// <summary>What was told since it was last asked.</summary>
    public string[] Take()
    {
        lock (_lines)
        {
            string[] lines = [.. _lines];
            _lines.Clear();
            return lines;
        }
    }

    public void DatesFound(IReadOnlyList<DateOnly> dates)
    {
    }

    public void RunEnded(DateOnly date, RunStatus status, string? error, TimeSpan? triedAgainAfter) =>
        Add($"{LakeLayout.Date(date)} {status}{(error is null ? "" : triedAgainAfter is { } wait ? $" again in {wait.TotalSeconds} s" : " for good")}");

    public void LookFailed(string error, TimeSpan triedAgainAfter) => Add($"look failed, again in {triedAgainAfter.TotalSeconds} s");

    private void Add(string line)
    {
        lock (_lines)
            _lines.Add(line);
    }
}
