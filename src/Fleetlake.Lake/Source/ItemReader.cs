using Fleetlake.Events.Columns;
using Fleetlake.Events.Parsing;
using Fleetlake.Lake.Stores;

namespace Fleetlake.Lake.Source;

/// <summary>One worker: reads objects and gives their lines to its parser. Its buffers serve one item after the other.</summary>
internal sealed class ItemReader : IDisposable
{
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    private readonly IObjectStore _store;
    private readonly IReadOnlyList<StoredObject> _objects;
    private readonly DateOnly _sourceDate;
    private readonly ColumnRoom _room;
    private readonly int _chunkBytes;
    private readonly LineParser _parser;
    private readonly LineSplitter _splitter;
    private byte[] _buffer = new byte[64 << 10];
    private EventBatch _batch;
    private long _linesCounted;
    private int _rejectedCounted;

    public ItemReader(
        IObjectStore store, IReadOnlyList<StoredObject> objects, DateOnly sourceDate, ReadSizes sizes, ColumnRoom room, Func<int, ReadOnlyMemory<byte>, byte[]?>? mend)
    {
        _room = room;
        _store = store;
        _objects = objects;
        _sourceDate = sourceDate;
        _chunkBytes = sizes.ChunkBytes;
        _batch = new EventBatch(sourceDate, room);
        _parser = new LineParser { Batch = _batch, Mend = mend };
        _splitter = new LineSplitter(_parser);
    }

    public async Task ReadAsync(WorkItem item, CancellationToken cancellation)
    {
        if (item.IsRange)
        {
            await ReadRangeAsync(item, cancellation);
        }
        else
        {
            for (int i = item.First; i < item.First + item.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (WorkPlan.IsCompressed(_objects[i]))
                    await ReadCompressedAsync(item, i, cancellation);
                else
                    await ReadWholeAsync(item, i, cancellation);
            }
        }

        item.Ahead?.Return();
        await GiveAsync(item, cancellation);
    }

    public void Dispose()
    {
        _splitter.Dispose();
        _batch.Dispose();
    }

    private async Task GiveAsync(WorkItem item, CancellationToken cancellation)
    {
        await item.GiveAsync(_batch, cancellation);
        _parser.Batch = _batch = new EventBatch(_sourceDate, _room);
        _rejectedCounted = 0;
    }

    private async Task ReadWholeAsync(WorkItem item, int index, CancellationToken cancellation)
    {
        var bytes = await ReadAsync(item, index, 0, (int)_objects[index].Size, cancellation);
        Begin(index);
        _splitter.Add(SkipByteOrderMark(bytes.Span));
        _splitter.End();
        Tally(index);
    }

    private async Task ReadCompressedAsync(WorkItem item, int index, CancellationToken cancellation)
    {
        var listed = _objects[index];
        EnsureBuffer(_chunkBytes);
        var ahead = item.Ahead is { } asked ? await asked.TakeAsync(index, 0, (int)listed.Size) : null;
        using var gzip = new GzipReader(ahead is { } taken ? new MemoryStream(taken.ToArray(), writable: false) : _store.OpenRead(listed));
        Begin(index);
        bool isFirst = true;
        while (await ReadChunkAsync(listed, gzip, cancellation) is var read && read > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            _splitter.Add(isFirst ? SkipByteOrderMark(_buffer.AsSpan(0, read)) : _buffer.AsSpan(0, read));
            isFirst = false;
            Tally(index);
            await GiveAsync(item, cancellation);
        }

        _splitter.End();
        Tally(index);
        if (ahead is null && await _store.FindAsync(listed.Key, cancellation) != listed)
            throw new ObjectChangedException($"{_store.Describe(listed.Key)} changed while it was read.");
    }

    private async Task<int> ReadChunkAsync(StoredObject listed, GzipReader gzip, CancellationToken cancellation)
    {
        try
        {
            return gzip.Read(_buffer.AsSpan(0, _chunkBytes));
        }
        catch (InvalidDataException fault)
        {
            // One that was cut while it was read is no faulty object: it is another one by now.
            if (await _store.FindAsync(listed.Key, cancellation) != listed)
                throw new ObjectChangedException($"{_store.Describe(listed.Key)} changed while it was read.", fault);
            throw new LakeException(
                FaultKind.Failed,
                $"{_store.Describe(listed.Key)}: found {listed.Size} bytes that are no whole gzip file ({fault.Message}), expected one that is not cut short.",
                fault);
        }
    }

    // Lines that begin within the range: the first one's end is looked for from the byte before it, the last one is read to
    // its end beyond the range.
    private async Task ReadRangeAsync(WorkItem item, CancellationToken cancellation)
    {
        var listed = _objects[item.First];
        Begin(item.First);
        long position = Math.Max(item.Offset - 1, 0);
        long end = item.Offset + item.Length;
        bool isSearching = item.Offset > 0;
        while (position < listed.Size && (position < end || _splitter.IsWithinLine))
        {
            long limit = position < end ? end : listed.Size;
            int wanted = (int)Math.Min(_chunkBytes, limit - position);
            var read = await ReadAsync(item, item.First, position, wanted, cancellation);
            AddToRange(ref isSearching, position >= end, position == 0 ? SkipByteOrderMark(read.Span) : read.Span);
            position += read.Length;
        }

        _splitter.End();
        item.LineEnds = _splitter.LineEnds;
        Tally(item.First);
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadAsync(
        WorkItem item, int index, long offset, int wanted, CancellationToken cancellation)
    {
        if (item.Ahead is { } asked && await asked.TakeAsync(index, offset, wanted) is { } ahead)
            return ahead;
        EnsureBuffer(wanted);
        int read = await _store.ReadAsync(_objects[index], offset, _buffer.AsMemory(0, wanted), cancellation);
        EnsureRead(_objects[index], offset, wanted, read);
        return _buffer.AsMemory(0, read);
    }

    private void AddToRange(ref bool isSearching, bool isBeyond, ReadOnlySpan<byte> chunk)
    {
        int lineEnd = isSearching || isBeyond ? chunk.IndexOf((byte)'\n') : -1;
        if (isSearching)
        {
            if (lineEnd < 0)
                return;
            isSearching = false;
            _splitter.Add(chunk[(lineEnd + 1)..]);
        }
        else
        {
            _splitter.Add(isBeyond && lineEnd >= 0 ? chunk[..(lineEnd + 1)] : chunk);
        }
    }

    private void Begin(int index)
    {
        _splitter.Begin(index);
        _linesCounted = 0;
    }

    // Counts what has been read of an object since the last count.
    private void Tally(int index)
    {
        _batch.Objects.Add((index, _splitter.Lines - _linesCounted, _batch.Rejected.Count - _rejectedCounted));
        _linesCounted = _splitter.Lines;
        _rejectedCounted = _batch.Rejected.Count;
    }

    private void EnsureBuffer(int size)
    {
        if (_buffer.Length < size)
            _buffer = new byte[Math.Max(size, _buffer.Length * 2)];
    }

    private void EnsureRead(StoredObject listed, long offset, int wanted, int read)
    {
        if (read != wanted)
        {
            throw new ObjectChangedException(
                $"{_store.Describe(listed.Key)}: found {offset + read} bytes, expected {listed.Size} as listed.");
        }
    }

    private static ReadOnlySpan<byte> SkipByteOrderMark(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith(ByteOrderMark) ? bytes[3..] : bytes;
}
