using Fleetlake.Events.Columns;
using Fleetlake.Events.Contracts;

namespace Fleetlake.Lake.Staging;

/// <summary>
/// Sorts the rows of one staged partition by id and time in bounded memory: what does not fit is spilled to a sorted run in
/// a scratch file, and the runs are merged at the end.
/// </summary>
internal sealed class StagedSorter(EventContract contract, string scratchFolder) : IDisposable
{
    private const int BlockRows = 1 << 16;

    private const int SortingBytes = BlockOrder.ColumnsAtOnce * sizeof(long);
    private readonly List<RowBlock> _blocks = [];
    private readonly List<SortedRun> _runs = [];
    private TextPool _texts = new();
    private bool _isSorted;
    private long _rowBytes;

    public long SizeInBytes => _rowBytes + _texts.SizeInBytes;

    public EventContract Contract => contract;

    /// <summary>The rows that it has taken, repeats among them.</summary>
    public long Count { get; private set; }

    public bool HasSpilled => _runs.Count > 0;

    /// <summary>Takes rows over.</summary>
    public void Add(StagedColumns columns)
    {
        Recode(columns);
        for (int start = 0, count; start < columns.Count; start += count)
        {
            if (_isSorted || _blocks.Count == 0 || _blocks[^1].Room == 0)
                _blocks.Add(new RowBlock(BlockRows, contract.Values.Count));
            _isSorted = false;
            count = Math.Min(columns.Count - start, _blocks[^1].Room);
            _blocks[^1].Add(columns, start, count);
        }

        Count += columns.Count;
        _rowBytes += columns.Count * (17L + (8 * columns.Values.Count) + SortingBytes);
        columns.Dispose();
    }

    /// <summary>Puts what is in memory in its order.</summary>
    public void Sort()
    {
        if (_isSorted || _blocks.Count == 0)
            return;
        var sorted = BlockOrder.Sort(_blocks, _texts, contract.Values.Count);
        _blocks.Clear();
        _blocks.Add(sorted);
        _isSorted = true;
    }

    /// <summary>Moves what is in memory to a sorted run on disk.</summary>
    public void Spill()
    {
        if (_blocks.Count == 0)
            return;
        Sort();
        UserScratch.Create(scratchFolder);
        using (var writer = new SortedRunWriter(Path.Combine(scratchFolder, $"{Guid.NewGuid():n}.run"), contract.Values.Count))
        {
            _blocks[0].Emit(_texts, writer);
            _runs.Add(writer.Finish());
        }

        Forget();
    }

    /// <summary>Gives all rows in their order, none twice, and forgets them.</summary>
    public void Emit(StagedPartWriter into)
    {
        if (HasSpilled)
        {
            Spill();
            SortedRunMerge.Merge(_runs, contract.Values.Count, into);
        }
        else if (_blocks.Count > 0)
        {
            Sort();
            into.AddAll(_blocks[0], _texts);
            Forget();
        }
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
        foreach (var block in _blocks)
            block.Dispose();
        _blocks.Clear();
        _texts = new TextPool();
        _isSorted = false;
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
