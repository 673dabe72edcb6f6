namespace Fleetlake.Pipeline.Steps;

/// <summary>What a step came to.</summary>
public sealed record StepOutcome
{
    /// <summary>False when everything was as it should be already.</summary>
    public bool IsChanged { get; init; }

    /// <summary>Rows written, or loaded, or built.</summary>
    public long Rows { get; init; }

    /// <summary>Bytes read by extract, written by stage.</summary>
    public long Bytes { get; init; }

    /// <summary>Lines rejected.</summary>
    public long Rejected { get; init; }

    /// <summary>Events dropped because they had been delivered before.</summary>
    public long Duplicates { get; init; }

    /// <summary>The partitions that were written.</summary>
    public IReadOnlyList<DateOnly> Dates { get; init; } = [];

    /// <summary>What else a person wants to know, in a few words.</summary>
    public string Note { get; init; } = "";
}
