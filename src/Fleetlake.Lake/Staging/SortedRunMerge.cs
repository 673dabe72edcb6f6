using System.Runtime.InteropServices;

namespace Fleetlake.Lake.Staging;

/// <summary>Merges sorted runs into one order.</summary>
internal static class SortedRunMerge
{
    public static void Merge(IReadOnlyList<SortedRun> runs, int valueCount, ISortedRows into)
    {
        var cursors = runs.Select(run => new Cursor(run, valueCount)).ToList();
        try
        {
            cursors.RemoveAll(cursor => !cursor.MoveNext());
            while (cursors.Count > 0)
                EmitLeastId(cursors, into);
        }
        finally
        {
            cursors.ForEach(cursor => cursor.Dispose());
        }
    }

    // All rows of the least id: only the cursors that stand at it take part.
    private static void EmitLeastId(List<Cursor> cursors, ISortedRows into)
    {
        var least = cursors[0];
        foreach (var cursor in cursors)
        {
            if (cursor.Row.Id.SequenceCompareTo(least.Row.Id) < 0)
                least = cursor;
        }

        byte[] id = least.Row.Id.ToArray();
        var active = cursors.FindAll(cursor => cursor.Row.Id.SequenceEqual(id));
        while (active.Count > 0)
        {
            var first = active[0];
            for (int i = 1; i < active.Count; i++)
            {
                if (StagedRow.CompareWithinId(active[i].Row, first.Row) < 0)
                    first = active[i];
            }

            into.Add(first.Row);
            if (!first.MoveNext())
            {
                active.Remove(first);
                cursors.Remove(first);
                first.Dispose();
            }
            else if (!first.Row.Id.SequenceEqual(id))
            {
                active.Remove(first);
            }
        }
    }

    private sealed class Cursor(SortedRun run, int valueCount) : IDisposable
    {
        private readonly FileStream _file = new(run.Path, FileMode.Open, FileAccess.Read, FileShare.Read, SortedRun.BufferBytes);
        private readonly byte[] _id = new byte[255];
        private readonly byte[] _row = new byte[SortedRun.FixedBytes(valueCount) + 255];
        private int _idLength;

        public StagedRow Row => new(
            _id.AsSpan(0, _idLength),
            MemoryMarshal.Read<long>(_row),
            _row.AsSpan(SortedRun.FixedBytes(valueCount), _row[9]),
            MemoryMarshal.Cast<byte, long>(_row.AsSpan(10, 8 * valueCount)),
            _row[8]);

        public bool MoveNext()
        {
            int marker = _file.ReadByte();
            if (marker == SortedRunWriter.IdFollows)
            {
                _idLength = _file.ReadByte();
                _file.ReadExactly(_id, 0, _idLength);
                marker = _file.ReadByte();
            }

            if (marker != SortedRunWriter.RowFollows)
                return false;
            int fixedBytes = SortedRun.FixedBytes(valueCount);
            _file.ReadExactly(_row, 0, fixedBytes);
            _file.ReadExactly(_row, fixedBytes, _row[9]);
            return true;
        }

        public void Dispose() => _file.Dispose();
    }
}
