using Fleetlake.Events.Contracts;
using Fleetlake.Events.Json;

namespace Fleetlake.Events.Parsing;

/// <summary>
/// Judges the <c>data</c> of a modelled event by its contract. On success <see cref="Id"/>, <see cref="Values"/> and
/// <see cref="Nulls"/> hold the staged columns; on failure <see cref="Reader"/> says why.
/// </summary>
internal sealed class ContractReader
{
    private const string LocationMember = "data.location";
    private readonly long[] _values = new long[3];
    private readonly byte[] _id = new byte[255];
    private int _idLength;

    public ValueReader Reader { get; } = new();

    public ReadOnlySpan<byte> Id => _id.AsSpan(0, _idLength);

    public ReadOnlySpan<long> Values => _values;

    public byte Nulls { get; private set; }

    public bool TryRead(EventContract contract, ReadOnlySpan<byte> line, in DataFields data, JsonValue whole)
    {
        Nulls = 0;
        _values.AsSpan().Clear();
        if (data.Kind != JsonKind.Object)
            return Reader.Fail(line, whole, "data", Reason.WrongType, "an object");
        if (!Reader.TryText(line, data.Id, "data.id", out var id))
            return false;
        id.CopyTo(_id);
        _idLength = id.Length;

        if (contract == EventContracts.Update)
            return TryReadLocation(line, data);
        if (contract == EventContracts.Create)
            return TryReadPeriod(line, data, optional: false);
        return contract != EventContracts.Delete || TryReadPeriod(line, data, optional: true);
    }

    private bool TryReadLocation(ReadOnlySpan<byte> line, in DataFields data)
    {
        Nulls = 0b111;
        if (data.Location.IsAbsent)
            return true;
        if (data.Location.Kind != JsonKind.Object)
            return Reader.Fail(line, data.Location, LocationMember, Reason.WrongType, "an object or null");
        if (!TryReadPosition(line, data))
            return false;
        if (data.LocatedAt.IsAbsent)
            return true;
        Nulls &= 0b011;
        return Reader.TryTimestamp(line, data.LocatedAt, "data.location.at", out _values[2]);
    }

    private bool TryReadPosition(ReadOnlySpan<byte> line, in DataFields data)
    {
        if (data.Latitude.IsAbsent && data.Longitude.IsAbsent)
            return true;
        if (data.Latitude.IsAbsent || data.Longitude.IsAbsent)
        {
            string missing = data.Latitude.IsAbsent ? "lat" : "lng";
            return Reader.Refuse(
                $"{LocationMember}.{missing}", Reason.IncompletePosition, "one coordinate", "both lat and lng, or neither");
        }

        if (!Reader.TryCoordinate(line, data.Latitude, "data.location.lat", ContractLimits.MaxLatitude, out double latitude)
            || !Reader.TryCoordinate(line, data.Longitude, "data.location.lng", ContractLimits.MaxLongitude, out double longitude))
        {
            return false;
        }

        _values[0] = BitConverter.DoubleToInt64Bits(latitude);
        _values[1] = BitConverter.DoubleToInt64Bits(longitude);
        Nulls = 0b100;
        return true;
    }

    private bool TryReadPeriod(ReadOnlySpan<byte> line, in DataFields data, bool optional)
    {
        if (!TryReadBound(line, data.Start, "data.start", 0, optional)
            || !TryReadBound(line, data.Finish, "data.finish", 1, optional))
        {
            return false;
        }

        return Nulls != 0 || _values[0] <= _values[1]
            || Reader.Refuse(
                "data.finish", Reason.FinishBeforeStart,
                $"{ValueReader.Snippet(data.Finish.In(line))} with start {ValueReader.Snippet(data.Start.In(line))}",
                "a finish at or after the start");
    }

    private bool TryReadBound(ReadOnlySpan<byte> line, JsonValue value, string member, int index, bool optional)
    {
        if (!optional || !value.IsAbsent)
            return Reader.TryTimestamp(line, value, member, out _values[index]);
        Nulls |= (byte)(1 << index);
        return true;
    }
}
