using Fleetlake.Events.Columns;

namespace Fleetlake.Lake.Staging;

/// <summary>
/// The order of rows that lie in several segments: a counting sort by id, then each id's rows by time, which a feed mostly
/// has in order already. Of rows that are the same one is kept.
/// </summary>
internal static class SegmentOrder
{
    private const int ParallelRows = 1 << 16;
    private const long Repeat = -1;

    public static int SegmentOf(long reference) => (int)(reference >> 32);

    public static int RowOf(long reference) => (int)reference;

    /// <summary>References to the rows in their order.</summary>
    public static long[] Sort(List<StagedColumns> segments, TextPool texts)
    {
        int count = segments.Sum(segment => segment.Count);
        int[] rank = RankById(segments, texts, out int[] starts);
        long[] references = new long[count];
        long[] times = new long[count];
        int[] next = starts[..^1];
        for (int s = 0; s < segments.Count; s++)
        {
            var ids = segments[s].Id.Span;
            var ats = segments[s].At.Span;
            for (int row = 0; row < ids.Length; row++)
            {
                int place = next[rank[ids[row]]]++;
                references[place] = ((long)s << 32) | (uint)row;
                times[place] = ats[row];
            }
        }

        void SortId(int id) => SortByTime(references, times, starts[id], starts[id + 1], segments, texts);
        if (count >= ParallelRows)
        {
            Parallel.For(0, starts.Length - 1, SortId);
        }
        else
        {
            for (int id = 0; id < starts.Length - 1; id++)
                SortId(id);
        }

        return Array.IndexOf(references, Repeat) < 0 ? references : Array.FindAll(references, reference => reference != Repeat);
    }

    // For each code its place among the ids that occur; starts[r] is where the rows of the r-th id begin.
    private static int[] RankById(List<StagedColumns> segments, TextPool texts, out int[] starts)
    {
        int[] rows = new int[texts.Count];
        foreach (var segment in segments)
        {
            foreach (int id in segment.Id.Span)
                rows[id]++;
        }

        int[] ids = [.. Enumerable.Range(0, texts.Count).Where(code => rows[code] > 0)];
        Array.Sort(ids, (a, b) => texts[a].SequenceCompareTo(texts[b]));
        starts = new int[ids.Length + 1];
        int[] rank = new int[texts.Count];
        for (int r = 0; r < ids.Length; r++)
        {
            rank[ids[r]] = r;
            starts[r + 1] = starts[r] + rows[ids[r]];
        }

        return rank;
    }

    private static void SortByTime(long[] references, long[] times, int start, int end, List<StagedColumns> segments, TextPool texts)
    {
        var span = times.AsSpan(start, end - start);
        if (!IsAscending(span))
            Array.Sort(times, references, start, end - start);
        for (int i = start; i < end;)
        {
            int same = i + 1;
            while (same < end && times[same] == times[i])
                same++;
            if (same - i > 1)
                SortInstant(references.AsSpan(i, same - i), segments, texts);
            i = same;
        }
    }

    private static void SortInstant(Span<long> references, List<StagedColumns> segments, TextPool texts)
    {
        references.Sort((a, b) => CompareAtOneTime(a, b, segments, texts));
        for (int i = references.Length - 1; i > 0; i--)
        {
            if (CompareAtOneTime(references[i - 1], references[i], segments, texts) == 0)
                references[i] = Repeat;
        }
    }

    private static bool IsAscending(ReadOnlySpan<long> times)
    {
        for (int i = 1; i < times.Length; i++)
        {
            if (times[i] < times[i - 1])
                return false;
        }

        return true;
    }

    private static int CompareAtOneTime(long a, long b, List<StagedColumns> segments, TextPool texts)
    {
        var (left, i) = (segments[SegmentOf(a)], RowOf(a));
        var (right, j) = (segments[SegmentOf(b)], RowOf(b));
        int order = texts[left.OrganizationId[i]].SequenceCompareTo(texts[right.OrganizationId[j]]);
        if (order == 0)
            order = left.Nulls[i].CompareTo(right.Nulls[j]);
        for (int v = 0; order == 0 && v < left.Values.Count; v++)
            order = left.Values[v][i].CompareTo(right.Values[v][j]);
        return order;
    }
}
