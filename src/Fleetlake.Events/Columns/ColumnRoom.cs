using System.Collections.Concurrent;
using Fleetlake.Events.Contracts;

namespace Fleetlake.Events.Columns;

/// <summary>
/// The memory of columns that batches of one reading have in turn: columns come back when they are disposed. It goes with the
/// reading, so that the engine that comes after has that memory. For several threads at once.
/// </summary>
public sealed class ColumnRoom
{
    private const int MostKept = 32;
    private readonly ConcurrentBag<RawColumns> _raw = [];
    private readonly ConcurrentBag<StagedColumns>[] _staged = [.. EventContracts.All.Select(_ => new ConcurrentBag<StagedColumns>())];

    internal RawColumns Raw(string eventName, TextPool texts, bool isStray)
    {
        if (!_raw.TryTake(out var columns))
            return new RawColumns(eventName, texts, isStray, this);
        columns.Begin(eventName, texts, isStray);
        return columns;
    }

    internal void Return(RawColumns columns)
    {
        if (_raw.Count < MostKept)
            _raw.Add(columns);
    }

    internal StagedColumns Staged(EventContract contract, int day, TextPool texts)
    {
        if (!_staged[contract.Index].TryTake(out var columns))
            return new StagedColumns(contract, day, texts, this);
        columns.Begin(day, texts);
        return columns;
    }

    internal void Return(StagedColumns columns)
    {
        var kept = _staged[columns.Contract.Index];
        if (kept.Count < MostKept)
            kept.Add(columns);
    }
}
