using System.Buffers;
using Fleetlake.Events.Columns;

namespace Fleetlake.Lake.Staging;

/// <summary>
/// Puts rows in their order. Each column is dealt out by id, as a counting sort does: read in sequence, and written to one place an
/// id. Then each id's rows are put in the order of time, which a feed mostly has them in. Of rows that are the same one is kept.
/// </summary>
internal static class BlockOrder
{
    /// <summary>That many columns are in memory twice while they are dealt out.</summary>
    public const int ColumnsAtOnce = 2;

    /// <summary>One block of all rows in their order; the given ones are used up, a column after the other.</summary>
    public static RowBlock Sort(IReadOnlyList<RowBlock> blocks, TextPool texts, int valueCount)
    {
        var (ids, starts) = Ranges(blocks, texts);
        int[] places = new int[texts.Count];
        for (int i = 0; i < ids.Length; i++)
            places[ids[i]] = starts[i];

        var sorted = new RowBlock(starts[^1], valueCount);
        var fewAtOnce = new ParallelOptions { MaxDegreeOfParallelism = ColumnsAtOnce };
        Parallel.For(0, sorted.Others.Length, fewAtOnce, column => Deal(blocks, column, [.. places], sorted.Others[column]));
        foreach (var block in blocks)
            block.Dispose();

        sorted.Ids.Fill();
        int[] kept = new int[ids.Length];
        Parallel.For(0, ids.Length, i =>
        {
            sorted.Ids.Span[starts[i]..starts[i + 1]].Fill(ids[i]);
            kept[i] = SortByTime(sorted, texts, starts[i], starts[i + 1] - starts[i]);
        });
        if (kept.Sum() < sorted.Count)
            Parallel.ForEach(sorted.Others.Append(sorted.Ids), column => column.Compact(starts, kept));
        return sorted;
    }

    // The codes that are ids, in the order of their texts; the i-th one's rows begin at the i-th start.
    private static (int[] Ids, int[] Starts) Ranges(IReadOnlyList<RowBlock> blocks, TextPool texts)
    {
        int[] rows = new int[texts.Count];
        foreach (var block in blocks)
        {
            foreach (int id in block.Ids.Span)
                rows[id]++;
        }

        int[] ids = [.. Enumerable.Range(0, texts.Count).Where(code => rows[code] > 0)];
        Array.Sort(ids, (a, b) => texts[a].SequenceCompareTo(texts[b]));
        int[] starts = new int[ids.Length + 1];
        for (int i = 0; i < ids.Length; i++)
            starts[i + 1] = starts[i] + rows[ids[i]];
        return (ids, starts);
    }

    private static void Deal(IReadOnlyList<RowBlock> blocks, int column, int[] next, INativeColumn into)
    {
        into.Fill();
        foreach (var block in blocks)
        {
            into.Deal(block.Others[column], block.Ids.Span, next);
            block.Others[column].Dispose();
        }
    }

    // Gives how many rows are left of an id.
    private static int SortByTime(RowBlock rows, TextPool texts, int start, int count)
    {
        var ats = rows.Ats.Span.Slice(start, count);
        if (IsAscending(ats, orEqual: false))
            return count;
        int[] rented = ArrayPool<int>.Shared.Rent(count);
        var order = rented.AsSpan(0, count);
        for (int i = 0; i < count; i++)
            order[i] = i;
        if (!IsAscending(ats, orEqual: true))
            ats.ToArray().AsSpan().Sort(order);
        int kept = SortInstants(rows, texts, start, order);
        foreach (var column in rows.Others)
            column.Reorder(start, order[..kept]);
        ArrayPool<int>.Shared.Return(rented);
        return kept;
    }

    private static bool IsAscending(ReadOnlySpan<long> times, bool orEqual)
    {
        for (int i = 1; i < times.Length; i++)
        {
            if (times[i] < times[i - 1] || (!orEqual && times[i] == times[i - 1]))
                return false;
        }

        return true;
    }

    // Orders what happened at one time, and leaves out of the order what is there already.
    private static int SortInstants(RowBlock rows, TextPool texts, int start, Span<int> order)
    {
        int Compare(int a, int b) => CompareAtOneTime(rows, texts, start + a, start + b);

        int kept = 0;
        for (int i = 0, end; i < order.Length; i = end)
        {
            end = i + 1;
            while (end < order.Length && rows.Ats.Span[start + order[end]] == rows.Ats.Span[start + order[i]])
                end++;
            if (end - i > 1)
                order[i..end].Sort(Compare);
            int first = kept;
            for (int each = i; each < end; each++)
            {
                if (kept == first || Compare(order[kept - 1], order[each]) != 0)
                    order[kept++] = order[each];
            }
        }

        return kept;
    }

    private static int CompareAtOneTime(RowBlock rows, TextPool texts, int a, int b)
    {
        int order = texts[rows.Organizations.Span[a]].SequenceCompareTo(texts[rows.Organizations.Span[b]]);
        if (order == 0)
            order = rows.Nulls.Span[a].CompareTo(rows.Nulls.Span[b]);
        for (int v = 0; order == 0 && v < rows.Values.Length; v++)
            order = rows.Values[v].Span[a].CompareTo(rows.Values[v].Span[b]);
        return order;
    }
}
