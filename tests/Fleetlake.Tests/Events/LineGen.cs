using System.Text;
using CsCheck;

namespace Fleetlake.Tests.Events;

/// <summary>Event lines as feeds might send them: mostly good, some broken by a rule, some by chance.</summary>
internal static class LineGen
{
    private static readonly Gen<string> _white = Gen.Frequency((8, Gen.Const("")), (1, Gen.OneOf(" ", "\t", "\r", "  \r ")));

    private static readonly Gen<string> _oddText = Gen.OneOf(
        "\"\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00x\"", "\"\\ud83d\\ude97\"", "\"🚗\"", "\"\\u0076\"", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\" v \"",
        Quoted("x", 255), Quoted("x", 256), Quoted("\\u00e9", 127), Quoted("\\u00e9", 128), Quoted("\\u0041", 256), "\"no end", "\"\\x\"", "\"\u0001\"");

    private static readonly Gen<string> _json = Gen.Frequency(
        (20, Gen.OneOf("null", "true", "false", "0", "-1.5e-3", "{}", "[]", "[1,{\"a\":[]}]", "{\"id\":\"v\"}", "\"x\"")),
        (1, Gen.Int[60, 64].Select(EventLine.Nested)));

    private static readonly Gen<string> _anything = Gen.Frequency(
        (9, _json), (1, Gen.OneOf("nul", "01", "1.", "{\"a\":1,}", "[1,]", "")));

    private static readonly Gen<string> _time = Gen.Frequency(
        (50, Gen.Select(Gen.Int[0, 40], Gen.Int[0, 86_399], Gen.OneOf("Z", "z", ".5Z", ".1234567Z", "+02:00", "-14:00"), (day, second, zone) =>
            $"\"{new DateTime(2019, 5, 20).AddDays(day).AddSeconds(second):yyyy-MM-dd'T'HH:mm:ss}{zone}\"")),
        (3, Gen.OneOf(
            "\"1900-01-01T00:00:00Z\"", "\"1899-12-31T23:59:59.999999Z\"", "\"2299-12-31T23:59:59.999999Z\"", "\"2300-01-01T00:00:00Z\"",
            "\"2019-06-01T12:00:00+14:01\"", "\"2019-06-01T12:00:60Z\"", "\"2019-06-01T24:00:00Z\"", "\"2019-02-29T00:00:00Z\"", "\"2019-06-01T12:00:00\"",
            "\"2019-06-01t12:00:00\\u007a\"", "\"2019-06-01T12:00:00.Z\"", "\"2019-06-01\"")),
        (1, _anything), (1, _oddText));

    private static readonly Gen<string> _number = Gen.Frequency(
        (20, Gen.Double[-90, 90].Select(number => number.ToString("R", System.Globalization.CultureInfo.InvariantCulture))),
        (3, Gen.OneOf("-0", "0e9", "90", "-90", "90.00000000000002", "-180", "180", "5.2e1", "1e999", "1e-999", "52.123456789012345678901234567890", "1E", "+1", ".5")),
        (3, Gen.Const("null")), (1, _anything));

    private static readonly Gen<string> _text = Gen.Frequency((40, Gen.OneOf("\"v1\"", "\"v2\"", "\"o\"")), (2, _oddText), (1, _anything));

    private static readonly Gen<string> _location = Gen.Frequency(
        (24, Object(("lat", _number), ("lng", _number), ("at", Gen.Frequency((3, _time), (1, Gen.Const("null")))), ("heading", _json))),
        (2, Gen.Const("null")), (1, _anything));

    private static readonly Gen<string> _data = Gen.Frequency(
        (10, Object(("id", _text), ("location", _location), ("start", _time), ("finish", _time))),
        (14, Object(("id", _text), ("location", _location))),
        (1, _anything));

    private static readonly Gen<string> _event = Gen.Frequency(
        (12, Gen.OneOf("\"update\"", "\"register\"", "\"deregister\"", "\"create\"", "\"delete\"")), (4, Gen.Const("\"update\"")), (1, Gen.Const("\"\\u0075pdate\"")), (1, _text));

    private static readonly Gen<string> _on = Gen.Frequency((20, Gen.OneOf("\"vehicle\"", "\"vehicle\"", "\"operating_period\"")), (1, _text));

    private static readonly Gen<string> _line = Gen.Select(
        _white, Object(("event", _event), ("on", _on), ("at", _time), ("organization_id", _text), ("data", _data)), _white,
        (before, line, after) => before + line + after);

    /// <summary>A line by the grammar, most of them good.</summary>
    public static readonly Gen<byte[]> Line = Gen.Frequency((60, _line), (1, _anything)).Select(Encoding.UTF8.GetBytes);

    /// <summary>A line with some of its bytes flipped, put in, taken out or doubled.</summary>
    public static readonly Gen<byte[]> Mutated = Gen.Select(Line, Gen.Int[1, 4].SelectMany(count => _edit.Array[count]), Apply);

    /// <summary>A line of either sort, without a <c>\n</c>.</summary>
    public static readonly Gen<byte[]> Any = Gen.Frequency((3, Line), (1, Mutated)).Select(line => Array.FindAll(line, b => b != '\n'));

    private static Gen<(int Kind, double Place, byte Value)> _edit =>
        Gen.Select(Gen.Int[0, 4], Gen.Double.Unit, Gen.Frequency((3, Gen.OneOf<byte>([.. "{}[]\",:\\u01-+.eE tfn\0\x7f"u8])), (1, Gen.Byte)));

    private static byte[] Apply(byte[] line, (int Kind, double Place, byte Value)[] edits)
    {
        List<byte> bytes = [.. line];
        foreach (var (kind, place, value) in edits)
        {
            int at = (int)(place * bytes.Count);
            switch (kind)
            {
                case 0 when at < bytes.Count:
                    bytes[at] = value;
                    break;
                case 1:
                    bytes.Insert(at, value);
                    break;
                case 2 when at < bytes.Count:
                    bytes.RemoveAt(at);
                    break;
                case 3 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << (value & 7));
                    break;
                default:
                    bytes.InsertRange(at, bytes.Skip(Math.Max(at - value, 0)).Take(value).ToArray());
                    break;
            }
        }

        return [.. bytes];
    }

    // Members in any order, some missing, some twice, names escaped now and then.
    private static Gen<string> Object(params (string Name, Gen<string> Value)[] members)
    {
        var each = members.Select(member => Gen.Select(
            Gen.Frequency((60, Gen.Const(1)), (1, Gen.Const(0)), (2, Gen.Const(2))), Spelling(member.Name), Spelling(member.Name), member.Value, member.Value, _white,
            (times, name, again, value, other, white) => times switch
            {
                0 => [],
                1 => new[] { $"{white}\"{name}\"{white}:{white}{value}{white}" },
                _ => [$"\"{name}\":{value}", $"\"{again}\":{other}"],
            }));
        var unknown = Gen.Frequency((12, Gen.Const(Array.Empty<string>())), (1, Gen.Select(Gen.OneOf("x", "X", "\\u0078", "", "\\ud800"), _anything, (name, value) => new[] { $"\"{name}\":{value}" })));
        Gen<string[][]> all = Combine([.. each, unknown, unknown]);
        return Gen.Select(all, Gen.UInt, (parts, seed) =>
        {
            string[] flat = [.. parts.SelectMany(part => part)];
            if (seed % 4 == 0)
                new Random((int)(seed >> 2)).Shuffle(flat);
            return "{" + string.Join(',', flat) + "}";
        });
    }

    private static Gen<string[][]> Combine(Gen<string[]>[] parts) =>
        parts.Aggregate(Gen.Const(Array.Empty<string[]>()), (all, part) => Gen.Select(all, part, (some, one) => some.Append(one).ToArray()));

    private static Gen<string> Spelling(string name) => Gen.Frequency(
        (60, Gen.Const(name)),
        (2, Gen.Int[0, name.Length - 1].Select(i => $"{name[..i]}\\u{(int)name[i]:x4}{name[(i + 1)..]}")),
        (1, Gen.Const(name.ToUpperInvariant())));

    private static string Quoted(string unit, int times) => $"\"{string.Concat(Enumerable.Repeat(unit, times))}\"";
}
