using Fleetlake.Events.Json;

namespace Fleetlake.Events.Parsing;

/// <summary>Where the members lie that some contract asks of <c>data</c>; of equal names the last one.</summary>
internal struct DataFields
{
    public JsonKind Kind;
    public JsonValue Id;
    public JsonValue Start;
    public JsonValue Finish;
    public JsonValue Location;
    public JsonValue Latitude;
    public JsonValue Longitude;
    public JsonValue LocatedAt;

    /// <summary>Reads the value of <c>data</c>, which stands in a container of the given depth.</summary>
    public static bool Read(scoped ref JsonScanner scanner, ReadOnlySpan<byte> line, int depth, out DataFields fields, out JsonValue whole)
    {
        fields = default;
        fields.Kind = scanner.Peek();
        if (fields.Kind != JsonKind.Object)
            return scanner.ReadValue(depth, out whole);

        int start = scanner.Position;
        whole = default;
        scanner.EnterObject();
        bool first = true;
        while (scanner.NextMember(ref first, out var name))
        {
            if (!fields.ReadMember(ref scanner, line, depth + 1, Member.Of(name, line)))
                return false;
        }

        whole = new JsonValue(JsonKind.Object, start, scanner.Position, IsEscaped: false);
        return !scanner.Failed;
    }

    private bool ReadMember(scoped ref JsonScanner scanner, ReadOnlySpan<byte> line, int depth, MemberName name)
    {
        switch (name)
        {
            case MemberName.Id:
                return scanner.ReadValue(depth, out Id);
            case MemberName.Start:
                return scanner.ReadValue(depth, out Start);
            case MemberName.Finish:
                return scanner.ReadValue(depth, out Finish);
            case MemberName.Location:
                return ReadLocation(ref scanner, line, depth);
            default:
                return scanner.ReadValue(depth, out _);
        }
    }

    private bool ReadLocation(scoped ref JsonScanner scanner, ReadOnlySpan<byte> line, int depth)
    {
        Latitude = Longitude = LocatedAt = default;
        if (scanner.Peek() != JsonKind.Object)
            return scanner.ReadValue(depth, out Location);

        int start = scanner.Position;
        scanner.EnterObject();
        bool first = true;
        while (scanner.NextMember(ref first, out var name))
        {
            bool ok = Member.Of(name, line) switch
            {
                MemberName.Lat => scanner.ReadValue(depth + 1, out Latitude),
                MemberName.Lng => scanner.ReadValue(depth + 1, out Longitude),
                MemberName.At => scanner.ReadValue(depth + 1, out LocatedAt),
                _ => scanner.ReadValue(depth + 1, out _),
            };
            if (!ok)
                return false;
        }

        Location = new JsonValue(JsonKind.Object, start, scanner.Position, IsEscaped: false);
        return !scanner.Failed;
    }
}
