using System.Buffers;
using Fleetlake.Events.Contracts;

namespace Fleetlake.Events.Json;

/// <summary>
/// Reads one RFC 8259 text without objects or exceptions: it says where values lie and checks their grammar.
/// The caller has checked that the bytes are UTF-8. Containers nest at most <see cref="MaxDepth"/> deep.
/// </summary>
internal ref struct JsonScanner(ReadOnlySpan<byte> text)
{
    public const int MaxDepth = ContractLimits.MaxDepth;

    // What ends the plain run of a string: its quote, an escape, or a control character, which JSON forbids.
    private static readonly SearchValues<byte> StringStops =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    private readonly ReadOnlySpan<byte> _text = text;

    /// <summary>The next byte to read; after a failure, where the text stopped being JSON.</summary>
    public int Position { get; private set; }

    /// <summary>What the grammar wanted at <see cref="Position"/>; null while all is well.</summary>
    public string? Expected { get; private set; }

    /// <summary>True when the failure is that containers nest too deep.</summary>
    public bool IsTooDeep { get; private set; }

    public readonly bool Failed => Expected is not null;

    /// <summary>The kind of the value that begins at the next byte that is not white space.</summary>
    public JsonKind Peek()
    {
        SkipWhite();
        return Position == _text.Length ? JsonKind.Missing : _text[Position] switch
        {
            (byte)'{' => JsonKind.Object,
            (byte)'[' => JsonKind.Array,
            (byte)'"' => JsonKind.String,
            (byte)'t' => JsonKind.True,
            (byte)'f' => JsonKind.False,
            (byte)'n' => JsonKind.Null,
            (byte)'-' or (>= (byte)'0' and <= (byte)'9') => JsonKind.Number,
            _ => JsonKind.Missing,
        };
    }

    /// <summary>Steps over the brace of an object that <see cref="Peek"/> saw.</summary>
    public void EnterObject() => Position++;

    /// <summary>Reads the next member's name and colon; false at the end of the object or on a failure.</summary>
    public bool NextMember(ref bool isFirst, out JsonValue name)
    {
        name = default;
        SkipWhite();
        if (At((byte)'}'))
        {
            Position++;
            return false;
        }

        if (!isFirst)
        {
            if (!At((byte)','))
                return Fail("',' or '}'");
            Position++;
            SkipWhite();
        }

        isFirst = false;
        if (!At((byte)'"'))
            return Fail("a member name in quotes");
        if (!ReadString(out name))
            return false;
        SkipWhite();
        if (!At((byte)':'))
            return Fail("':'");
        Position++;
        return true;
    }

    /// <summary>Reads a whole value, of which the container has the given depth (1 for the outermost object's members).</summary>
    public bool ReadValue(int depth, out JsonValue value)
    {
        var kind = Peek();
        int start = Position;
        bool ok;
        switch (kind)
        {
            case JsonKind.String:
                return ReadString(out value);
            case JsonKind.Number:
                ok = ReadNumber();
                break;
            case JsonKind.True:
                ok = ReadWord("true"u8, "true");
                break;
            case JsonKind.False:
                ok = ReadWord("false"u8, "false");
                break;
            case JsonKind.Null:
                ok = ReadWord("null"u8, "null");
                break;
            case JsonKind.Object:
                ok = SkipObject(depth + 1);
                break;
            case JsonKind.Array:
                ok = SkipArray(depth + 1);
                break;
            default:
                ok = Fail("a JSON value");
                break;
        }

        value = new JsonValue(kind, start, Position, IsEscaped: false);
        return ok;
    }

    /// <summary>True when nothing but white space follows.</summary>
    public bool AtEnd()
    {
        SkipWhite();
        return Position == _text.Length || Fail("the end of the line");
    }

    private bool SkipObject(int depth)
    {
        if (depth > MaxDepth)
            return FailTooDeep();
        Position++;
        bool first = true;
        while (NextMember(ref first, out _))
        {
            if (!ReadValue(depth, out _))
                return false;
        }

        return !Failed;
    }

    private bool SkipArray(int depth)
    {
        if (depth > MaxDepth)
            return FailTooDeep();
        Position++;
        SkipWhite();
        if (At((byte)']'))
        {
            Position++;
            return true;
        }

        while (ReadValue(depth, out _))
        {
            SkipWhite();
            if (At((byte)']'))
            {
                Position++;
                return true;
            }

            if (!At((byte)','))
                return Fail("',' or ']'");
            Position++;
        }

        return false;
    }

    private bool ReadString(out JsonValue value)
    {
        int start = Position++;
        bool escaped = false;
        value = default;
        while (true)
        {
            int run = _text[Position..].IndexOfAny(StringStops);
            if (run < 0)
            {
                Position = _text.Length;
                return Fail("the quote that ends the string");
            }

            Position += run;
            byte stop = _text[Position];
            if (stop == '"')
                break;
            if (stop != '\\')
                return Fail("no control character in a string");
            escaped = true;
            if (!ReadEscape())
                return false;
        }

        Position++;
        value = new JsonValue(JsonKind.String, start, Position, escaped);
        return true;
    }

    private bool ReadEscape()
    {
        Position++;
        if (Position < _text.Length)
        {
            byte c = _text[Position];
            if ("\"\\/bfnrt"u8.Contains(c))
            {
                Position++;
                return true;
            }

            if (c == 'u' && Position + 4 < _text.Length && AreHex(_text.Slice(Position + 1, 4)))
            {
                Position += 5;
                return true;
            }
        }

        return Fail("an escape that JSON knows");
    }

    private bool ReadNumber()
    {
        if (At((byte)'-'))
            Position++;
        if (At((byte)'0'))
            Position++;
        else if (!SkipDigits())
            return Fail("a digit");
        if (At((byte)'.'))
        {
            Position++;
            if (!SkipDigits())
                return Fail("a digit after the point");
        }

        if (At((byte)'e') || At((byte)'E'))
        {
            Position++;
            if (At((byte)'+') || At((byte)'-'))
                Position++;
            if (!SkipDigits())
                return Fail("a digit in the exponent");
        }

        return true;
    }

    private bool SkipDigits()
    {
        int start = Position;
        while (Position < _text.Length && char.IsAsciiDigit((char)_text[Position]))
            Position++;
        return Position > start;
    }

    private bool ReadWord(ReadOnlySpan<byte> word, string name)
    {
        if (!_text[Position..].StartsWith(word))
            return Fail(name);
        Position += word.Length;
        return true;
    }

    private void SkipWhite()
    {
        while (Position < _text.Length && (_text[Position] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            Position++;
    }

    private readonly bool At(byte c) => Position < _text.Length && _text[Position] == c;

    private static bool AreHex(ReadOnlySpan<byte> digits)
    {
        foreach (byte digit in digits)
        {
            if (!char.IsAsciiHexDigit((char)digit))
                return false;
        }

        return true;
    }

    private bool FailTooDeep()
    {
        IsTooDeep = true;
        return Fail($"at most {MaxDepth} nested objects and arrays");
    }

    private bool Fail(string expected)
    {
        Expected ??= expected;
        return false;
    }
}
