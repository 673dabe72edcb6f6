namespace Fleetlake.Lake.Staging;

/// <summary>One staged row while it is sorted, merged and compared: everything that makes two rows the same.</summary>
internal readonly ref struct StagedRow(
    ReadOnlySpan<byte> id, long at, ReadOnlySpan<byte> organizationId, ReadOnlySpan<long> values, byte nulls)
{
    public readonly ReadOnlySpan<byte> Id = id;
    public readonly long At = at;
    public readonly ReadOnlySpan<byte> OrganizationId = organizationId;
    public readonly ReadOnlySpan<long> Values = values;
    public readonly byte Nulls = nulls;

    /// <summary>The order of rows that have one id: by time, then by all the rest, so that equal rows are neighbours.</summary>
    public static int CompareWithinId(in StagedRow a, in StagedRow b)
    {
        if (a.At != b.At)
            return a.At < b.At ? -1 : 1;
        int order = a.OrganizationId.SequenceCompareTo(b.OrganizationId);
        if (order == 0)
            order = a.Nulls.CompareTo(b.Nulls);
        return order != 0 ? order : a.Values.SequenceCompareTo(b.Values);
    }
}

/// <summary>Takes rows in the order of their ids and, within an id, of <see cref="StagedRow.CompareWithinId"/>.</summary>
internal interface ISortedRows
{
    void Add(scoped in StagedRow row);
}
