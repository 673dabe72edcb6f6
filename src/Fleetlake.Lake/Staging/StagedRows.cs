using Fleetlake.Events.Columns;
using Fleetlake.Events.Contracts;

namespace Fleetlake.Lake.Staging;

/// <summary>
/// Staged rows on their way from extract to stage, sorted by partition within one budget of memory. What a partition's
/// rows were is forgotten once it is taken.
/// </summary>
public sealed class StagedRows(string scratchFolder) : IDisposable
{
    /// <summary>In bytes. A day of 4.3 million positions fits; a larger one spills and takes no more.</summary>
    internal const long MemoryBudget = 320L << 20;
    private readonly Dictionary<(EventContract Contract, DateOnly Date), StagedSorter> _sorters = [];
    private long _memory;

    internal long Budget { get; init; } = MemoryBudget;

    /// <summary>The partitions and their rows, before duplicates are dropped.</summary>
    public IEnumerable<(EventContract Contract, DateOnly EventDate, long Rows)> Partitions =>
        _sorters.Select(entry => (entry.Key.Contract, entry.Key.Date, entry.Value.Count));

    /// <summary>Takes rows over.</summary>
    public void Add(StagedColumns columns)
    {
        var key = (columns.Contract, EventBatch.DateOf(columns.Day));
        if (!_sorters.TryGetValue(key, out var sorter))
            _sorters.Add(key, sorter = new StagedSorter(columns.Contract, scratchFolder));
        long before = sorter.SizeInBytes;
        sorter.Add(columns);
        _memory += sorter.SizeInBytes - before;
        if (_memory > Budget)
            SpillLargest();
    }

    /// <summary>Sorts what will be staged from memory ahead of that; no rows may be added or taken meanwhile.</summary>
    public void Sort()
    {
        foreach (var sorter in _sorters.Values.Where(sorter => !sorter.HasSpilled))
            sorter.Sort();
    }

    /// <summary>The rows of a partition, to be disposed by the caller; null when there are none or they were taken.</summary>
    internal StagedSorter? Take(EventContract contract, DateOnly eventDate)
    {
        if (_sorters.Remove((contract, eventDate), out var sorter))
            _memory -= sorter.SizeInBytes;
        return sorter;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var sorter in _sorters.Values)
            sorter.Dispose();
        _sorters.Clear();
    }

    private void SpillLargest()
    {
        var largest = _sorters.Values.MaxBy(sorter => sorter.SizeInBytes)!;
        _memory -= largest.SizeInBytes;
        largest.Spill();
        _memory += largest.SizeInBytes;
    }
}
