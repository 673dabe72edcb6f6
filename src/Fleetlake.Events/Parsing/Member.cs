using System.Buffers;
using Fleetlake.Events.Json;

namespace Fleetlake.Events.Parsing;

internal enum MemberName
{
    Other,
    Event,
    On,
    At,
    Data,
    OrganizationId,
    Id,
    Location,
    Lat,
    Lng,
    Start,
    Finish,
}

/// <summary>The members that the contract knows, by their unescaped, case-sensitive names.</summary>
internal static class Member
{
    // Every known name is shorter than this in its longest spelling, \uXXXX for each character.
    private const int LongestEscaped = 6 * 16;

    public static MemberName Of(JsonValue name, ReadOnlySpan<byte> line)
    {
        var text = name.TextIn(line);
        if (!name.IsEscaped)
            return Of(text);
        if (text.Length > LongestEscaped)
            return MemberName.Other;
        Span<byte> plain = stackalloc byte[LongestEscaped];
        return JsonText.Unescape(text, plain, out int length) ? Of(plain[..length]) : MemberName.Other;
    }

    /// <summary>The name without escapes, as bytes that equal names share.</summary>
    public static byte[] Unescaped(JsonValue name, ReadOnlySpan<byte> line)
    {
        var text = name.TextIn(line);
        if (!name.IsEscaped)
            return text.ToArray();
        byte[] scratch = ArrayPool<byte>.Shared.Rent(text.Length);
        JsonText.Unescape(text, scratch, out int length);
        byte[] plain = scratch.AsSpan(0, length).ToArray();
        ArrayPool<byte>.Shared.Return(scratch);
        return plain;
    }

    private static MemberName Of(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 => name.SequenceEqual("at"u8) ? MemberName.At
            : name.SequenceEqual("on"u8) ? MemberName.On
            : name.SequenceEqual("id"u8) ? MemberName.Id : MemberName.Other,
        3 => name.SequenceEqual("lat"u8) ? MemberName.Lat
            : name.SequenceEqual("lng"u8) ? MemberName.Lng : MemberName.Other,
        4 => name.SequenceEqual("data"u8) ? MemberName.Data : MemberName.Other,
        5 => name.SequenceEqual("event"u8) ? MemberName.Event
            : name.SequenceEqual("start"u8) ? MemberName.Start : MemberName.Other,
        6 => name.SequenceEqual("finish"u8) ? MemberName.Finish : MemberName.Other,
        8 => name.SequenceEqual("location"u8) ? MemberName.Location : MemberName.Other,
        15 => name.SequenceEqual("organization_id"u8) ? MemberName.OrganizationId : MemberName.Other,
        _ => MemberName.Other,
    };
}
