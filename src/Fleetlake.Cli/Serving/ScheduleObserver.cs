using System.Globalization;
using Fleetlake.Cli.Output;
using Fleetlake.Lake;
using Fleetlake.Pipeline.History;
using Fleetlake.Pipeline.Scheduling;

namespace Fleetlake.Cli.Serving;

/// <summary>Tells on standard error what a scheduler does.</summary>
internal sealed class ScheduleObserver(StepObserver observer) : IScheduleObserver
{
    private const int NamedDates = 5;

    public void DatesFound(IReadOnlyList<DateOnly> dates) => observer.Say(
        $"serve: to be run: {string.Join(", ", dates.Take(NamedDates).Select(LakeLayout.Date))}"
        + (dates.Count > NamedDates ? $" and {dates.Count - NamedDates} more, up to {LakeLayout.Date(dates[^1])}" : ""));

    public void RunEnded(DateOnly date, RunStatus status, string? error, TimeSpan? triedAgainAfter) => observer.Say(
        error is null
            ? $"{LakeLayout.Date(date)}: {status.ToString().ToLowerInvariant()}"
            : $"{LakeLayout.Date(date)}: {(triedAgainAfter is null ? "failed" : "not done yet")}: {error} {Again(triedAgainAfter)}");

    public void LookFailed(string error, TimeSpan triedAgainAfter) =>
        observer.Say($"serve: cannot find out what is due: {error} {Again(triedAgainAfter)}");

    private static string Again(TimeSpan? after) => after is { } wait
        ? string.Create(CultureInfo.InvariantCulture, $"Trying again in {wait.TotalSeconds:0} s.")
        : "It has to be mended; the schedule goes on.";
}
