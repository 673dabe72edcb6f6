using Fleetlake.Events.Columns;
using Fleetlake.Events.Contracts;

namespace Fleetlake.Lake.Staging;

/// <summary>
/// Sorts the rows of one staged partition by id and time in bounded memory: what does not fit is spilled to a sorted run in
/// a scratch file, and the runs are merged at the end.
/// </summary>
internal sealed class StagedSorter(EventContract contract, string scratchFolder) : IDisposable
{
    private const int ReferenceBytes = 16;
    private readonly List<StagedColumns> _segments = [];
    private readonly List<SortedRun> _runs = [];
    private TextPool _texts = new();
    private long[]? _order;
    private long _rowBytes;

    public long SizeInBytes => _rowBytes + _texts.SizeInBytes;

    public EventContract Contract => contract;

    /// <summary>The rows that it has taken, repeats among them.</summary>
    public long Count { get; private set; }

    /// <summary>Takes rows over; their codes become this sorter's.</summary>
    public void Add(StagedColumns columns)
    {
        Recode(columns);
        columns.Trim();
        _order = null;
        _segments.Add(columns);
        Count += columns.Count;
        _rowBytes += columns.Count * (17L + (8 * columns.Values.Count) + ReferenceBytes);
    }

    /// <summary>Finds the order of the rows ahead of time, if they are all in memory.</summary>
    public void Order()
    {
        if (_runs.Count == 0)
            _order = SegmentOrder.Sort(_segments, _texts);
    }

    /// <summary>Moves what is in memory to a sorted run on disk.</summary>
    public void Spill()
    {
        if (_segments.Count == 0)
            return;
        UserScratch.Create(scratchFolder);
        using (var writer = new SortedRunWriter(Path.Combine(scratchFolder, $"{Guid.NewGuid():n}.run"), contract.Values.Count))
        {
            Sorted().Emit(writer);
            _runs.Add(writer.Finish());
        }

        Forget();
    }

    /// <summary>Gives all rows in their order, none twice, and forgets them.</summary>
    public void Emit(StagedPartWriter into)
    {
        if (_runs.Count == 0)
        {
            into.AddAll(Sorted());
            Forget();
            return;
        }

        Spill();
        SortedRunMerge.Merge(_runs, contract.Values.Count, into);
    }

    public void Dispose()
    {
        Forget();
        foreach (var run in _runs)
            run.Dispose();
        _runs.Clear();
    }

    private void Forget()
    {
        foreach (var segment in _segments)
            segment.Dispose();
        _segments.Clear();
        _texts = new TextPool();
        _order = null;
        _rowBytes = 0;
    }

    private void Recode(StagedColumns columns)
    {
        var codes = new CodeMap(columns.Texts, _texts, columns.Count);
        foreach (ref int code in columns.Id.Span)
            code = codes[code];
        foreach (ref int code in columns.OrganizationId.Span)
            code = codes[code];
    }

    private SortedSegments Sorted() =>
        new(_segments, _texts, _order ?? SegmentOrder.Sort(_segments, _texts), contract.Values.Count);

    /// <summary>From the codes of one pool to those of another; remembers them where that pays.</summary>
    private readonly struct CodeMap(TextPool from, TextPool to, int rows)
    {
        private readonly int[]? _known = rows >= from.Count / 4 ? NewMap(from.Count) : null;

        public int this[int code]
        {
            get
            {
                if (_known is null)
                    return to.Intern(from[code]);
                ref int known = ref _known[code];
                if (known < 0)
                    known = to.Intern(from[code]);
                return known;
            }
        }

        private static int[] NewMap(int count)
        {
            int[] map = new int[count];
            Array.Fill(map, -1);
            return map;
        }
    }
}
