using Fleetlake.Simulator.Lines;

namespace Fleetlake.Simulator.Troubles;

/// <summary>Lines that come with a later file.</summary>
internal sealed class Backlog
{
    private readonly PriorityQueue<Held, (long Second, long Sequence)> _held = new();
    private long _sequence;

    /// <summary>The events that have not come yet; second copies are none.</summary>
    public long Events { get; private set; }

    /// <summary>Holds whole lines back until a second's file.</summary>
    /// <param name="second">The second, since 1970-01-01T00:00:00Z.</param>
    /// <param name="lines">The lines with their ends.</param>
    /// <param name="events">How many events would be missing without them.</param>
    public void Hold(long second, ReadOnlyMemory<byte> lines, long events)
    {
        _held.Enqueue(new(lines.ToArray(), events), (second, _sequence++));
        Events += events;
    }

    /// <summary>Writes the lines whose time has come, and gives how many events they are.</summary>
    public long Deliver(long second, Page page)
    {
        var delivered = 0L;
        while (_held.TryPeek(out var held, out var due) && due.Second <= second)
        {
            _held.Dequeue();
            page.Append(held.Lines);
            delivered += held.Events;
        }

        Events -= delivered;
        return delivered;
    }

    private readonly record struct Held(byte[] Lines, long Events);
}
