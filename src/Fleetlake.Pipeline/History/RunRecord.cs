using System.Text.Json.Serialization;
using Fleetlake.Pipeline.Steps;

namespace Fleetlake.Pipeline.History;

/// <summary>How a step or a run ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunStatus>))]
public enum RunStatus
{
    /// <summary>It did its work.</summary>
    Done,

    /// <summary>Everything was as it should be already.</summary>
    Unchanged,

    /// <summary>A step that it depends on failed.</summary>
    Skipped,

    /// <summary>It could not do its work.</summary>
    Failed,

    /// <summary>It was stopped from outside.</summary>
    Stopped,
}

/// <summary>What a step of a run came to.</summary>
/// <param name="Id">The step, as the plan names it.</param>
/// <param name="Status">How it ended.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Outcome">What it did; null unless it ended well.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Fault">Who has to act on the failure.</param>
public sealed record StepRecord(
    string Id, RunStatus Status, DateTimeOffset StartedAt, double Seconds, int Attempts, StepOutcome? Outcome, string? Error, FaultKind? Fault);

/// <summary>What a run came to. It lies in the lake, for a person to read.</summary>
public sealed record RunRecord
{
    /// <summary>Sorts by the time at which runs began.</summary>
    public required string RunId { get; init; }

    /// <summary>The source date.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>The version of Fleetlake.</summary>
    public required string Version { get; init; }

    /// <summary>The machine.</summary>
    public required string Host { get; init; }

    /// <summary>The process on that machine.</summary>
    public required int ProcessId { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took.</summary>
    public required double Seconds { get; init; }

    /// <summary>How it ended.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Its steps, in the order of the plan.</summary>
    public required IReadOnlyList<StepRecord> Steps { get; init; }

    /// <summary>The exit code of a process that made this run and no other.</summary>
    [JsonIgnore]
    public int ExitCode => Running.ExitCodes.Of(Steps.Where(step => step.Fault is not null).Select(step => step.Fault!.Value));
}
