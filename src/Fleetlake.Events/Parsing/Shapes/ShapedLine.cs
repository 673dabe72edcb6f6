namespace Fleetlake.Events.Parsing.Shapes;

/// <summary>What was read of a line by its shape. One serves line after line.</summary>
internal sealed class ShapedLine
{
    /// <summary>The event's instant, in microseconds since 1970.</summary>
    public long At { get; set; }

    /// <summary>Where the id begins in the line.</summary>
    public int IdStart { get; set; }

    /// <summary>The bytes of the id.</summary>
    public int IdLength { get; set; }

    /// <summary>Where the organization begins in the line.</summary>
    public int OrganizationStart { get; set; }

    /// <summary>The bytes of the organization.</summary>
    public int OrganizationLength { get; set; }

    /// <summary>Where <c>data</c> begins in the line.</summary>
    public int DataStart { get; set; }

    /// <summary>Where <c>data</c> ends in the line.</summary>
    public int DataEnd { get; set; }

    /// <summary>The contract's values, as <see cref="ContractReader.Values"/> has them.</summary>
    public long[] Values { get; } = new long[3];
}
