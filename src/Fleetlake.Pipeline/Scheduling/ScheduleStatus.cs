using Fleetlake.Pipeline.History;

namespace Fleetlake.Pipeline.Scheduling;

/// <summary>How a scheduler stands.</summary>
public sealed record ScheduleStatus
{
    /// <summary>When it was started.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>True when it could last find out what is due: source and lake are there.</summary>
    public bool IsReady { get; init; }

    /// <summary>Why it could not.</summary>
    public string? Error { get; init; }

    /// <summary>The date that is run now.</summary>
    public DateOnly? Running { get; init; }

    /// <summary>The run that ended last.</summary>
    public EndedRun? LastRun { get; init; }

    /// <summary>The next occurrence of the schedule.</summary>
    public DateTimeOffset? NextRun { get; init; }

    /// <summary>The dates that are to be run, those that failed among them.</summary>
    public IReadOnlyList<DueDate> Due { get; init; } = [];
}

/// <summary>A run that has ended.</summary>
/// <param name="Date">The source date.</param>
/// <param name="Status">How it ended.</param>
/// <param name="EndedAt">When.</param>
/// <param name="Error">Why it failed.</param>
public sealed record EndedRun(DateOnly Date, RunStatus Status, DateTimeOffset EndedAt, string? Error);

/// <summary>A date that is to be run.</summary>
/// <param name="Date">The source date.</param>
/// <param name="NotBefore">When it is tried at the earliest.</param>
/// <param name="Failures">How often it has failed in a row.</param>
/// <param name="Error">Why it failed last.</param>
public sealed record DueDate(DateOnly Date, DateTimeOffset NotBefore, int Failures = 0, string? Error = null);
