using System.Text.Json;
using System.Text.Unicode;

namespace Fleetlake.Tests.Reference;

/// <summary>The four members without which a line is not in raw, and everything the line holds.</summary>
internal sealed record ReferenceEnvelope(
    string Event, string On, long At, string OrganizationId, Dictionary<string, byte[]> Members);

/// <summary>The contract tables of the design, row by row. Every method throws when its row is broken.</summary>
internal static class ReferenceContract
{
    public const int MaxLineBytes = 64 * 1024 * 1024;
    private const int MaxTextBytes = 255;

    public static ReferenceEnvelope Envelope(byte[] line)
    {
        // Interpretation: the length is counted without the \n and the byte order mark, with the \r and the white space.
        if (line.Length > MaxLineBytes)
            throw new BrokenContractException("longer than 64 MiB");
        if (!Utf8.IsValid(line))
            throw new BrokenContractException("not UTF-8");
        Dictionary<string, byte[]> members = Members(line);
        return new ReferenceEnvelope(
            Text(members, "event"), Text(members, "on"), Timestamp(members, "at"), Text(members, "organization_id"), members);
    }

    /// <summary>The row in staging, or null when nobody modelled the event.</summary>
    public static IReferenceRow? Staged(ReferenceEnvelope envelope) => (envelope.On, envelope.Event) switch
    {
        ("vehicle", "update") => Update(envelope),
        ("vehicle", "register") => new RegisterRow(Date(envelope), Id(envelope), envelope.At, envelope.OrganizationId),
        ("vehicle", "deregister") => new DeregisterRow(Date(envelope), Id(envelope), envelope.At, envelope.OrganizationId),
        ("operating_period", "create") => Create(envelope),
        ("operating_period", "delete") => Delete(envelope),
        _ => null,
    };

    private static UpdateRow Update(ReferenceEnvelope envelope)
    {
        byte[]? value = ReferenceJson.Member(Data(envelope), "location");
        Dictionary<string, byte[]> location = ReferenceJson.IsMissingOrNull(value) ? [] : Object(value, "location");
        byte[]? lat = ReferenceJson.Member(location, "lat");
        byte[]? lng = ReferenceJson.Member(location, "lng");
        // Interpretation: one may be missing while the other is null.
        bool located = !ReferenceJson.IsMissingOrNull(lat) || !ReferenceJson.IsMissingOrNull(lng);
        return new UpdateRow(
            Date(envelope),
            Id(envelope),
            envelope.At,
            located ? NumberWithin(lat, 90, "lat") : null,
            located ? NumberWithin(lng, 180, "lng") : null,
            OptionalTimestamp(location, "at"),
            envelope.OrganizationId);
    }

    private static CreateRow Create(ReferenceEnvelope envelope)
    {
        long start = Timestamp(Data(envelope), "start");
        long finish = Timestamp(Data(envelope), "finish");
        RequireOrder(start, finish);
        return new CreateRow(Date(envelope), Id(envelope), envelope.At, start, finish, envelope.OrganizationId);
    }

    private static DeleteRow Delete(ReferenceEnvelope envelope)
    {
        long? start = OptionalTimestamp(Data(envelope), "start");
        long? finish = OptionalTimestamp(Data(envelope), "finish");
        RequireOrder(start, finish);
        return new DeleteRow(Date(envelope), Id(envelope), envelope.At, start, finish, envelope.OrganizationId);
    }

    private static DateOnly Date(ReferenceEnvelope envelope) => UtcDay.Of(envelope.At);

    private static string Id(ReferenceEnvelope envelope) => Text(Data(envelope), "id");

    private static Dictionary<string, byte[]> Data(ReferenceEnvelope envelope) =>
        Object(ReferenceJson.Member(envelope.Members, "data"), "data");

    private static Dictionary<string, byte[]> Members(byte[] line)
    {
        try
        {
            return ReferenceJson.Members(line);
        }
        catch (JsonException e)
        {
            throw new BrokenContractException($"not JSON: {e.Message}");
        }
    }

    private static Dictionary<string, byte[]> Object(byte[]? value, string name) => ReferenceJson.IsObject(value)
        ? ReferenceJson.Members(value!)
        : throw new BrokenContractException($"{name} is not an object");

    private static string Text(Dictionary<string, byte[]> members, string name)
    {
        string text = ReferenceJson.String(ReferenceJson.Member(members, name))
            ?? throw new BrokenContractException($"{name} is not a string");
        if (text.Length == 0)
            throw new BrokenContractException($"{name} is empty");
        if (text.Contains('\0'))
            throw new BrokenContractException($"{name} has U+0000");
        // Interpretation: the bytes of the unescaped text in UTF-8, not of the line.
        int length = ReferenceJson.Utf8Length(text) ?? throw new BrokenContractException($"{name} is not valid Unicode");
        return length <= MaxTextBytes ? text : throw new BrokenContractException($"{name} has {length} bytes");
    }

    private static long? OptionalTimestamp(Dictionary<string, byte[]> members, string name) =>
        ReferenceJson.IsMissingOrNull(ReferenceJson.Member(members, name)) ? null : Timestamp(members, name);

    // Interpretation: a timestamp is a JSON string, read unescaped; the 255 bytes are for text alone.
    private static long Timestamp(Dictionary<string, byte[]> members, string name)
    {
        string? text = ReferenceJson.String(ReferenceJson.Member(members, name));
        long? instant = text is null ? null : ReferenceTimestamp.Parse(text);
        return instant ?? throw new BrokenContractException($"{name} is not a timestamp");
    }

    private static double NumberWithin(byte[]? value, double limit, string name)
    {
        if (!ReferenceJson.IsNumber(value))
            throw new BrokenContractException($"{name} is not a number");
        double number = ReferenceJson.Number(value!);
        return -limit <= number && number <= limit
            ? number
            : throw new BrokenContractException($"{name} is not within {limit} degrees");
    }

    // Interpretation: instants are compared after the decimals beyond six are cut.
    private static void RequireOrder(long? start, long? finish)
    {
        if (start > finish)
            throw new BrokenContractException("finish before start");
    }
}
