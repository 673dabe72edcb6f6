using System.Threading.Channels;
using Fleetlake.Events.Columns;

namespace Fleetlake.Lake.Source;

/// <summary>
/// A piece of a listing that one worker reads: some whole small objects, or a range of a large one. Its batches come out in
/// order, and pieces are taken in by their order, whichever worker is done first.
/// </summary>
internal sealed class WorkItem(int first, int count, long offset, long length, bool isRange)
{
    private const int BatchesAhead = 2;
    private readonly Channel<EventBatch> _batches = Channel.CreateBounded<EventBatch>(BatchesAhead);

    /// <summary>The index of the first object.</summary>
    public int First => first;

    /// <summary>The number of objects.</summary>
    public int Count => count;

    /// <summary>Where the range begins.</summary>
    public long Offset => offset;

    /// <summary>The length of the range.</summary>
    public long Length => length;

    /// <summary>True when only a part of one object is meant: the lines that begin within the range.</summary>
    public bool IsRange => isRange;

    /// <summary>Ends of lines in the range; known when the item is done.</summary>
    public long LineEnds { get; set; }

    /// <summary>Its bytes where they were asked for ahead; null where they are read when its turn has come.</summary>
    public ItemBytes? Ahead { get; set; }

    public ChannelReader<EventBatch> Batches => _batches.Reader;

    public ValueTask GiveAsync(EventBatch batch, CancellationToken cancellation) => _batches.Writer.WriteAsync(batch, cancellation);

    public void Done(Exception? fault = null) => _batches.Writer.TryComplete(fault);
}
