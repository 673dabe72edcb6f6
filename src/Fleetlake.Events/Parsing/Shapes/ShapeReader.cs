using Fleetlake.Events.Contracts;
using Fleetlake.Events.Json;

namespace Fleetlake.Events.Parsing.Shapes;

/// <summary>
/// Reads lines by the shapes of lines that came before. Lines of a feed come in few shapes, so that nearly all are read here;
/// a feed where no line is like another soon learns seldom.
/// </summary>
internal sealed class ShapeReader
{
    private const int MostShapes = 8;
    private const int LongestPause = 4096;
    private readonly TimestampMemo _memo = new();
    private readonly List<LineShape> _shapes = [];
    private LineShape? _learned;
    private int _pause = 1;
    private int _linesToPause;

    /// <summary>What the last line that was read has.</summary>
    public ShapedLine Line { get; } = new();

    /// <summary>Reads a line without the white space around it.</summary>
    /// <returns>Its shape, or null when it is for the general reader.</returns>
    public LineShape? TryRead(ReadOnlySpan<byte> line)
    {
        for (int i = 0; i < _shapes.Count; i++)
        {
            var shape = _shapes[i];
            if (!shape.TryRead(line, _memo, Line))
                continue;
            shape.Hits++;
            // The shape of the last line is tried first.
            if (i > 0)
                (_shapes[0], _shapes[i]) = (shape, _shapes[0]);
            return shape;
        }

        return null;
    }

    /// <summary>Learns the shape of a line that the general reader has taken for good, all of it known members.</summary>
    public void Learn(ReadOnlySpan<byte> line, in Envelope envelope, EventContract contract, byte nulls)
    {
        if (_linesToPause-- > 0)
            return;
        _pause = _learned is { Hits: 0 } ? Math.Min(_pause * 2, LongestPause) : 1;
        _linesToPause = _pause - 1;
        if (!TryFindSlots(envelope, contract, out var slots))
            return;
        _learned = new LineShape(line, slots, (envelope.Data.Start, envelope.Data.End))
        {
            Contract = contract,
            Nulls = nulls,
        };
        if (_shapes.Count == MostShapes)
            _shapes.Remove(_shapes.MinBy(shape => shape.Hits)!);
        _shapes.Add(_learned);
    }

    private static bool TryFindSlots(in Envelope envelope, EventContract contract, out List<(Slot Slot, int Start, int End)> slots)
    {
        slots = [];
        var data = envelope.Fields;
        bool isPlain = AddText(slots, Slot.At, envelope.At) && AddText(slots, Slot.OrganizationId, envelope.OrganizationId)
            && AddText(slots, Slot.Id, data.Id);
        if (contract == EventContracts.Update && data.Location.Kind == JsonKind.Object)
        {
            AddNumber(slots, Slot.Latitude, data.Latitude);
            AddNumber(slots, Slot.Longitude, data.Longitude);
            isPlain = isPlain && (data.LocatedAt.IsAbsent || AddText(slots, Slot.Timestamp2, data.LocatedAt));
        }
        else if (contract == EventContracts.Create || contract == EventContracts.Delete)
        {
            isPlain = isPlain && (data.Start.IsAbsent || AddText(slots, Slot.Timestamp0, data.Start))
                && (data.Finish.IsAbsent || AddText(slots, Slot.Timestamp1, data.Finish));
        }

        slots.Sort((a, b) => a.Start.CompareTo(b.Start));
        return isPlain;
    }

    // An escaped text is no slot: what it is compared with would have to be unescaped.
    private static bool AddText(List<(Slot Slot, int Start, int End)> slots, Slot slot, JsonValue value)
    {
        slots.Add((slot, value.Start + 1, value.End - 1));
        return !value.IsEscaped;
    }

    private static void AddNumber(List<(Slot Slot, int Start, int End)> slots, Slot slot, JsonValue value)
    {
        if (!value.IsAbsent)
            slots.Add((slot, value.Start, value.End));
    }
}
