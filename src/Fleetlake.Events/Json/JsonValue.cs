namespace Fleetlake.Events.Json;

internal enum JsonKind : byte
{
    Missing,
    Object,
    Array,
    String,
    Number,
    True,
    False,
    Null,
}

/// <summary>Where a JSON value lies in its line; a string's slice holds its quotes.</summary>
internal readonly record struct JsonValue(JsonKind Kind, int Start, int End, bool IsEscaped)
{
    public bool IsAbsent => Kind is JsonKind.Missing or JsonKind.Null;

    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> line) => line[Start..End];

    /// <summary>The characters between a string's quotes, escapes and all.</summary>
    public ReadOnlySpan<byte> TextIn(ReadOnlySpan<byte> line) => line[(Start + 1)..(End - 1)];
}
