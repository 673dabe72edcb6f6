using System.Buffers;
using Fleetlake.Lake.Stores;

namespace Fleetlake.Lake.Source;

/// <summary>
/// The bytes of an item, all asked for at once. A piece is there when it is taken, or is waited for; what was not asked for ahead
/// (a line that goes on behind a range, a large compressed object) is read when it is needed.
/// </summary>
internal sealed class ItemBytes
{
    private readonly Dictionary<(int Index, long Offset), (Memory<byte> Bytes, Task<int> Read)> _pieces = [];
    private readonly byte[] _buffer;

    public ItemBytes(IObjectStore store, IReadOnlyList<StoredObject> objects, WorkItem item, ReadSizes sizes, CancellationToken cancellation)
    {
        var pieces = PiecesOf(objects, item, sizes).ToList();
        Size = pieces.Sum(piece => (long)piece.Length);
        _buffer = ArrayPool<byte>.Shared.Rent((int)Size);
        int start = 0;
        foreach (var (index, offset, length) in pieces)
        {
            var bytes = _buffer.AsMemory(start, length);
            _pieces.Add((index, offset), (bytes, store.ReadAsync(objects[index], offset, bytes, cancellation).AsTask()));
            start += length;
        }
    }

    /// <summary>What is held of the item, in bytes.</summary>
    public long Size { get; }

    /// <summary>A piece, or null when it was not asked for ahead.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> TakeAsync(int index, long offset, int length)
    {
        if (!_pieces.TryGetValue((index, offset), out var piece) || piece.Bytes.Length != length)
            return null;
        return await piece.Read == length ? piece.Bytes : null;
    }

    /// <summary>Gives the memory back once every piece has been taken. Those of an item that failed are left to the collector.</summary>
    public void Return() => ArrayPool<byte>.Shared.Return(_buffer);

    private static IEnumerable<(int Index, long Offset, int Length)> PiecesOf(IReadOnlyList<StoredObject> objects, WorkItem item, ReadSizes sizes)
    {
        if (item.IsRange)
        {
            // As the reader of the item asks: from the byte before the range, a chunk at a time.
            long end = item.Offset + item.Length;
            for (long position = Math.Max(item.Offset - 1, 0); position < end; position += sizes.ChunkBytes)
                yield return (item.First, position, (int)Math.Min(sizes.ChunkBytes, end - position));
            yield break;
        }

        for (int i = item.First; i < item.First + item.Count; i++)
        {
            if (objects[i].Size <= sizes.GroupBytes || !WorkPlan.IsCompressed(objects[i]))
                yield return (i, 0, (int)objects[i].Size);
        }
    }
}
