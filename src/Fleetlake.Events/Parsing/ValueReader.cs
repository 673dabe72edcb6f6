using System.Text;
using Fleetlake.Events.Contracts;
using Fleetlake.Events.Json;

namespace Fleetlake.Events.Parsing;

/// <summary>
/// Reads members by the contract's rules for text, timestamps and numbers. After a failure <see cref="Rejection"/> and
/// <see cref="FailedMember"/> say what to tell the sender.
/// </summary>
internal sealed class ValueReader
{
    private const int MaxTextBytes = ContractLimits.MaxTextBytes;
    private const string TextRule = "a text of 1 to 255 bytes";

    // An escape takes at most six bytes for one of text: what is longer than this is too long whatever it says.
    private const int MaxEscapedBytes = MaxTextBytes * 6;
    private const int MaxFoundCharacters = ContractLimits.ShownBytes;

    private readonly byte[][] _scratch = [.. Enumerable.Range(0, 4).Select(_ => new byte[MaxEscapedBytes])];
    private int _nextScratch;

    public Rejection Rejection { get; private set; }

    public string? FailedMember { get; private set; }

    /// <summary>Reads a text; it stays valid until four more escaped ones have been read.</summary>
    public bool TryText(ReadOnlySpan<byte> line, JsonValue value, string member, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (value.Kind != JsonKind.String)
            return Fail(line, value, member, Reason.WrongType, TextRule);
        text = value.TextIn(line);
        if (value.IsEscaped && text.Length > MaxEscapedBytes)
            return Refuse(member, Reason.TextTooLong, $"more than {MaxTextBytes} bytes", TextRule);
        if (value.IsEscaped && !TryUnescape(line, value, member, ref text))
            return false;
        if (text.Length == 0)
            return Fail(line, value, member, Reason.EmptyText, TextRule);
        if (text.Length > MaxTextBytes)
            return Refuse(member, Reason.TextTooLong, $"{text.Length} bytes", TextRule);
        return !text.Contains((byte)0) || Fail(line, value, member, Reason.NulInText, "no U+0000 in a text");
    }

    /// <summary>Reads a timestamp in microseconds since 1970.</summary>
    public bool TryTimestamp(ReadOnlySpan<byte> line, JsonValue value, string member, out long micros)
    {
        micros = 0;
        if (value.Kind != JsonKind.String)
            return Fail(line, value, member, Reason.WrongType, "a timestamp as 2019-06-01T18:17:10.123Z");
        var text = value.TextIn(line);
        if (value.IsEscaped && !TryUnescape(line, value, member, ref text))
            return false;
        return TimestampRule.TryRead(text, out micros, out string code, out string expected)
            || Fail(line, value, member, code, expected);
    }

    /// <summary>Reads a coordinate in degrees, between the negative and the positive bound.</summary>
    public bool TryCoordinate(ReadOnlySpan<byte> line, JsonValue value, string member, int bound, out double degrees)
    {
        degrees = 0;
        if (value.Kind != JsonKind.Number)
            return Fail(line, value, member, Reason.WrongType, "a number");
        degrees = NumberRule.Read(value.In(line));
        return Math.Abs(degrees) <= bound
            || Fail(line, value, member, Reason.CoordinateOutOfRange, $"a number from -{bound} to {bound}");
    }

    /// <summary>Refuses a value with what it looks like in the line.</summary>
    public bool Fail(ReadOnlySpan<byte> line, JsonValue value, string? member, string code, string expected) =>
        value.Kind == JsonKind.Missing
            ? Refuse(member, Reason.MissingMember, "nothing", expected)
            : Refuse(member, code, Snippet(value.In(line)), expected);

    /// <summary>Refuses with the found text given.</summary>
    public bool Refuse(string? member, string code, string found, string expected)
    {
        Rejection = new Rejection(code, found, expected);
        FailedMember = member;
        return false;
    }

    /// <summary>The beginning of some bytes as a person can read them in one line.</summary>
    public static string Snippet(ReadOnlySpan<byte> bytes)
    {
        string text = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, MaxFoundCharacters)]);
        var readable = new StringBuilder(text.Length + 3);
        foreach (char c in text)
            readable.Append(char.IsControl(c) ? '\uFFFD' : c);
        return bytes.Length > MaxFoundCharacters ? $"{readable}… ({bytes.Length} bytes)" : readable.ToString();
    }

    private bool TryUnescape(ReadOnlySpan<byte> line, JsonValue value, string member, ref ReadOnlySpan<byte> text)
    {
        // Only a timestamp may be longer than the scratch: it has as many decimals as it likes.
        byte[] scratch = text.Length <= MaxEscapedBytes ? _scratch[_nextScratch++ & 3] : new byte[text.Length];
        bool valid = JsonText.Unescape(text, scratch, out int length);
        text = scratch.AsSpan(0, length);
        return valid || Fail(line, value, member, Reason.InvalidUnicode, "a text without half surrogate pairs");
    }
}
