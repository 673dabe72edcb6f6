using System.Collections.Concurrent;
using Fleetlake.Events.Contracts;

namespace Fleetlake.Events.Columns;

/// <summary>
/// The memory of columns that batches of one reading have in turn: raw columns come back when they are disposed, and staged
/// ones, which are kept, begin as large as those of the batch before. It goes with the reading, so that the engine that comes
/// after has that memory. For several threads at once.
/// </summary>
public sealed class ColumnRoom
{
    private const int MostKept = 32;
    private readonly ConcurrentBag<RawColumns> _raw = [];
    private readonly int[] _stagedRows = new int[EventContracts.All.Count];

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

    internal StagedColumns Staged(EventContract contract, int day, TextPool texts) =>
        new(contract, day, texts, Volatile.Read(ref _stagedRows[contract.Index]));

    /// <summary>Remembers how many rows of a contract a batch came to, with an eighth more for the next one.</summary>
    internal void Remember(StagedColumns staged) =>
        Volatile.Write(ref _stagedRows[staged.Contract.Index], staged.Count + (staged.Count / 8));
}
