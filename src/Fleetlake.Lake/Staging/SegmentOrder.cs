using System.Buffers;
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
        int workers = count >= ParallelRows ? Math.Min(Environment.ProcessorCount, segments.Count) : 1;
        Share[] shares = [.. Enumerable.Range(0, workers).Select(worker => new Share(segments, worker, workers, texts.Count))];
        Each(workers, worker => shares[worker].CountRows());
        int[] starts = Places(shares, texts);

        long[] references = new long[count];
        Each(workers, worker => shares[worker].Place(references));
        Each(starts.Length - 1, id => SortByTime(references.AsSpan(starts[id]..starts[id + 1]), segments, texts));
        return Array.IndexOf(references, Repeat) < 0 ? references : Array.FindAll(references, reference => reference != Repeat);

        void Each(int times, Action<int> work)
        {
            if (workers > 1)
            {
                Parallel.For(0, times, work);
                return;
            }

            for (int i = 0; i < times; i++)
                work(i);
        }
    }

    // Gives each share the places of its rows of each id, after those of the shares before; the i-th id's rows begin at the i-th result.
    private static int[] Places(Share[] shares, TextPool texts)
    {
        int[] ids = [.. Enumerable.Range(0, texts.Count).Where(code => Array.Exists(shares, share => share.Next[code] > 0))];
        Array.Sort(ids, (a, b) => texts[a].SequenceCompareTo(texts[b]));
        int[] starts = new int[ids.Length + 1];
        int place = 0;
        for (int i = 0; i < ids.Length; i++)
        {
            foreach (var share in shares)
            {
                int rows = share.Next[ids[i]];
                share.Next[ids[i]] = place;
                place += rows;
            }

            starts[i + 1] = place;
        }

        return starts;
    }

    private static void SortByTime(Span<long> references, List<StagedColumns> segments, TextPool texts)
    {
        long[] rented = ArrayPool<long>.Shared.Rent(references.Length);
        var times = rented.AsSpan(0, references.Length);
        bool isAscending = true;
        for (int i = 0; i < times.Length; i++)
        {
            times[i] = segments[SegmentOf(references[i])].At[RowOf(references[i])];
            isAscending &= i == 0 || times[i] >= times[i - 1];
        }

        if (!isAscending)
            times.Sort(references);
        for (int i = 0; i < times.Length;)
        {
            int same = i + 1;
            while (same < times.Length && times[same] == times[i])
                same++;
            if (same - i > 1)
                SortInstant(references[i..same], segments, texts);
            i = same;
        }

        ArrayPool<long>.Shared.Return(rented);
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

    /// <summary>The segments that one worker counts and places.</summary>
    private sealed class Share(List<StagedColumns> segments, int worker, int workers, int codes)
    {
        /// <summary>For each code, how many rows there are; then, where the next of them belongs.</summary>
        public int[] Next { get; } = new int[codes];

        private int First => segments.Count * worker / workers;

        private int End => segments.Count * (worker + 1) / workers;

        public void CountRows()
        {
            for (int s = First; s < End; s++)
            {
                foreach (int id in segments[s].Id.Span)
                    Next[id]++;
            }
        }

        public void Place(long[] references)
        {
            for (int s = First; s < End; s++)
            {
                var ids = segments[s].Id.Span;
                for (int row = 0; row < ids.Length; row++)
                    references[Next[ids[row]]++] = ((long)s << 32) | (uint)row;
            }
        }
    }
}
