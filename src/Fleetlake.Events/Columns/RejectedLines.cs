namespace Fleetlake.Events.Columns;

/// <summary>Lines that cannot be a row, each with its reason, as columns.</summary>
public sealed class RejectedLines : IDisposable
{
    /// <summary>The number of lines.</summary>
    public int Count => Reason.Count;

    /// <summary>Which object of the run's list a line is from.</summary>
    public ColumnList<int> SourceObject { get; } = new();

    /// <summary>The line in its object; relative to the batch until the batch has its place.</summary>
    public ColumnList<long> SourceLine { get; } = new();

    /// <summary>The reason codes of <see cref="Parsing.Reason"/>.</summary>
    public List<string> Reason { get; } = [];

    /// <summary>The offending member, what was found and what was expected.</summary>
    public List<string> Detail { get; } = [];

    /// <summary>The lines as they came.</summary>
    public ByteColumn Line { get; } = new();

    /// <summary>Appends a line with its reason.</summary>
    public void Add(int sourceObject, long sourceLine, string reason, string detail, ReadOnlySpan<byte> line)
    {
        SourceObject.Add(sourceObject);
        SourceLine.Add(sourceLine);
        Reason.Add(reason);
        Detail.Add(detail);
        Line.Add(line);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        SourceObject.Dispose();
        SourceLine.Dispose();
        Line.Dispose();
    }
}
