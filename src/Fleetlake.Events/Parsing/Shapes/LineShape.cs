using System.Runtime.CompilerServices;
using Fleetlake.Events.Contracts;

namespace Fleetlake.Events.Parsing.Shapes;

/// <summary>
/// The bytes that lines of one sender have in common, and the slots between them. A line is read only when it has these bytes,
/// each in its place, and in each slot a plain value of the slot's kind: ASCII texts without escapes, timestamps, numbers
/// without an exponent. Such a line can differ from the one that the shape was learned of in those values alone, and the rules
/// for them are the contract's own; so what is read here is what the general reader would read, and whatever is not is left to it.
/// </summary>
internal sealed class LineShape
{
    private readonly byte[] _bytes;
    private readonly Part[] _parts;
    private readonly int _tail;
    private readonly int _dataStartPart;
    private readonly int _dataStartOffset;
    private readonly int _dataEndPart;
    private readonly int _dataEndOffset;

    /// <param name="line">The line that the shape is learned of.</param>
    /// <param name="slots">Its slots, in the order of their places, none of which touches another.</param>
    /// <param name="data">Where <c>data</c> lies; no slot reaches over its ends.</param>
    public LineShape(ReadOnlySpan<byte> line, IReadOnlyList<(Slot Slot, int Start, int End)> slots, (int Start, int End) data)
    {
        _bytes = line.ToArray();
        _parts = new Part[slots.Count];
        int position = 0;
        for (int i = 0; i < slots.Count; i++)
        {
            _parts[i] = new Part(position, slots[i].Start - position, slots[i].Slot);
            position = slots[i].End;
        }

        _tail = position;
        (_dataStartPart, _dataStartOffset) = PlaceOf(data.Start);
        (_dataEndPart, _dataEndOffset) = PlaceOf(data.End);
    }

    public required EventContract Contract { get; init; }

    /// <summary>Bit i says that value i is null.</summary>
    public required byte Nulls { get; init; }

    /// <summary>How many lines it has read.</summary>
    public long Hits { get; set; }

    /// <summary>Reads a line, without the white space around it. False says nothing of the line but that it is for the general reader.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryRead(ReadOnlySpan<byte> line, TimestampMemo memo, ShapedLine read)
    {
        int position = 0;
        read.Values.AsSpan().Clear();
        for (int i = 0; i < _parts.Length; i++)
        {
            ref readonly var part = ref _parts[i];
            if (!line[position..].StartsWith(_bytes.AsSpan(part.Start, part.Length)))
                return false;
            if (i == _dataStartPart)
                read.DataStart = position + _dataStartOffset;
            if (i == _dataEndPart)
                read.DataEnd = position + _dataEndOffset;
            position += part.Length;
            int length = ReadSlot(part.Slot, line[position..], position, memo, read);
            if (length <= 0)
                return false;
            position += length;
        }

        if (_dataEndPart == _parts.Length)
            read.DataEnd = position + _dataEndOffset;
        return line[position..].SequenceEqual(_bytes.AsSpan(_tail)) && IsInOrder(read.Values);
    }

    // The length of the slot's value, which begins the rest of the line; 0 when it is for the general reader.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ReadSlot(Slot slot, ReadOnlySpan<byte> rest, int position, TimestampMemo memo, ShapedLine read)
    {
        int length;
        switch (slot)
        {
            case Slot.At:
                length = memo.Read(rest, out long at);
                read.At = at;
                return length;
            case Slot.OrganizationId:
                length = PlainText.LengthOf(rest);
                read.OrganizationStart = position;
                read.OrganizationLength = length;
                return length;
            case Slot.Id:
                length = PlainText.LengthOf(rest);
                read.IdStart = position;
                read.IdLength = length;
                return length;
            case Slot.Latitude or Slot.Longitude:
                bool isLatitude = slot == Slot.Latitude;
                length = NumberRule.ReadPlain(rest, out double degrees);
                read.Values[isLatitude ? 0 : 1] = BitConverter.DoubleToInt64Bits(degrees);
                return Math.Abs(degrees) <= (isLatitude ? 90 : 180) ? length : 0;
            default:
                length = memo.Read(rest, out long instant);
                read.Values[slot - Slot.Timestamp0] = instant;
                return length;
        }
    }

    private bool IsInOrder(long[] values) =>
        (Contract != EventContracts.Create && Contract != EventContracts.Delete) || Nulls != 0 || values[0] <= values[1];

    // Which literal part a place of the learned line lies in, and where; the tail counts as one more part.
    private (int Part, int Offset) PlaceOf(int place)
    {
        for (int i = 0; i < _parts.Length; i++)
        {
            if (place <= _parts[i].Start + _parts[i].Length)
                return (i, place - _parts[i].Start);
        }

        return (_parts.Length, place - _tail);
    }

    private readonly record struct Part(int Start, int Length, Slot Slot);
}
