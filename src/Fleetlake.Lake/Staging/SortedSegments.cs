using Fleetlake.Events.Columns;

namespace Fleetlake.Lake.Staging;

/// <summary>Rows in memory in their order, none twice. They are best gathered a column at a time: the rows of one id lie far apart.</summary>
/// <param name="segments">The rows, their texts as codes of one pool.</param>
/// <param name="texts">That pool.</param>
/// <param name="order">References to the rows in their order; see <see cref="SegmentOrder"/>.</param>
/// <param name="valueCount">How many values a row has.</param>
internal sealed class SortedSegments(List<StagedColumns> segments, TextPool texts, long[] order, int valueCount)
{
    private readonly int[][] _ids = [.. segments.Select(segment => segment.Id.Buffer)];
    private readonly long[][] _ats = [.. segments.Select(segment => segment.At.Buffer)];
    private readonly int[][] _organizations = [.. segments.Select(segment => segment.OrganizationId.Buffer)];
    private readonly byte[][] _nulls = [.. segments.Select(segment => segment.Nulls.Buffer)];
    private readonly long[][][] _values =
        [.. Enumerable.Range(0, valueCount).Select(i => segments.Select(segment => segment.Values[i].Buffer).ToArray())];

    public int Count => order.Length;

    public TextPool Texts => texts;

    public void GatherIds(int start, Span<int> into) => Gather(_ids, start, into);

    public void GatherAts(int start, Span<long> into) => Gather(_ats, start, into);

    public void GatherOrganizations(int start, Span<int> into) => Gather(_organizations, start, into);

    public void GatherNulls(int start, Span<byte> into) => Gather(_nulls, start, into);

    public void GatherValues(int index, int start, Span<long> into) => Gather(_values[index], start, into);

    /// <summary>Gives the rows one by one.</summary>
    public void Emit(ISortedRows into)
    {
        Span<long> values = stackalloc long[valueCount];
        foreach (long reference in order)
        {
            var (s, row) = (SegmentOrder.SegmentOf(reference), SegmentOrder.RowOf(reference));
            for (int i = 0; i < values.Length; i++)
                values[i] = _values[i][s][row];
            into.Add(new StagedRow(texts[_ids[s][row]], _ats[s][row], texts[_organizations[s][row]], values, _nulls[s][row]));
        }
    }

    private void Gather<T>(T[][] columns, int start, Span<T> into)
    {
        var references = order.AsSpan(start, into.Length);
        for (int i = 0; i < into.Length; i++)
            into[i] = columns[SegmentOrder.SegmentOf(references[i])][SegmentOrder.RowOf(references[i])];
    }
}
