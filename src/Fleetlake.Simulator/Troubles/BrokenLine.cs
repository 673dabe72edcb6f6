using System.Text;
using Fleetlake.Simulator.Lines;

namespace Fleetlake.Simulator.Troubles;

/// <summary>Lines that are no event: not UTF-8, not JSON, or without a good envelope. None of them gets into raw.</summary>
internal static class BrokenLine
{
    private static readonly string[] Rubbish =
    [
        "<html><body>502 Bad Gateway</body></html>",
        "java.lang.OutOfMemoryError: Java heap space",
        "NaN",
        "{'event':'update','on':'vehicle'}",
        "event,on,at,data,organization_id",
        "\0\0\0\0\0\0\0\0",
        "// { \"event\": \"update\" }",
        "{\"event\":\"update\",\"on\":\"vehicle\",}",
        "{\"event\":\"update\" \"on\":\"vehicle\"}",
        "{\"event\":\"upd\tate\",\"on\":\"vehicle\"}",
        "{\"event\":\"update\",\"version\":01}",
        "\u001b[31mERROR\u001b[0m disk is full",
    ];

    private static readonly string[] NoEvents = ["{}", "[]", "null", "true", "0", "-1.5e3", "\"update\"", "[{\"event\":\"update\"}]"];

    private static readonly string[] NoTexts = ["17", "null", "true", "{}", "[]", "\"\"", "\"\\u0000\"", "\"\\ud83d\"", $"\"{new string('x', 256)}\""];

    private static readonly byte[][] NoUtf8 = [[0xFF], [0x80], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82]];

    private static readonly string[] Envelope = ["event", "on", "at", "organization_id"];

    public static byte[] Of(MessKind kind, in FleetEvent happened, Dice dice) => kind switch
    {
        MessKind.NotUtf8 => NotUtf8(happened, dice),
        MessKind.CutShort => Encoding.UTF8.GetBytes(CutShort(happened, dice)),
        MessKind.Garbage => Encoding.UTF8.GetBytes(Garbage(happened, dice)),
        MessKind.NotAnEvent => Encoding.UTF8.GetBytes(dice.Of<string>(NoEvents)),
        MessKind.MissingMember => Encoding.UTF8.GetBytes(Draft.Of(happened).Remove(dice.Of<string>(Envelope)).ToJson()),
        MessKind.WrongType => Encoding.UTF8.GetBytes(Draft.Of(happened).Set(dice.Of<string>(Envelope), dice.Of<string>(NoTexts)).ToJson()),
        MessKind.BadTimestamp => Encoding.UTF8.GetBytes(Draft.Of(happened).Set("at", Draft.Quote(BadTimestamp(happened.At, dice))).ToJson()),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Expected a kind of broken line."),
    };

    private static string CutShort(in FleetEvent happened, Dice dice)
    {
        var line = Draft.Of(happened).ToJson();
        return line[..(dice.Below(line.Length - 2) + 1)];
    }

    private static string Garbage(in FleetEvent happened, Dice dice) => dice.Below(4) switch
    {
        0 => Draft.Of(happened).ToJson() + Draft.Of(happened).ToJson(),
        // Nested deeper than a line may be.
        1 => Draft.Of(happened).Add("nest", new string('[', 100) + new string(']', 100)).ToJson(),
        _ => dice.Of<string>(Rubbish),
    };

    private static byte[] NotUtf8(in FleetEvent happened, Dice dice)
    {
        var line = Draft.Of(happened).ToJson();
        // Inside the event's name, where a reader that does not look would take it.
        var place = line.IndexOf("\",\"on\"", StringComparison.Ordinal);
        return [.. Encoding.UTF8.GetBytes(line[..place]), .. dice.Of<byte[]>(NoUtf8), .. Encoding.UTF8.GetBytes(line[place..])];
    }

    private static string BadTimestamp(long millis, Dice dice)
    {
        var good = Draft.Stamp(millis);
        var (day, time) = (good[..10], good[11..23]);
        return dice.Below(14) switch
        {
            0 => $"2019-02-30T{time}Z",
            1 => good[..^1],
            2 => $"{day}T24:00:00.000Z",
            3 => $"{good[..17]}60Z",
            4 => $"{day}T12:60:00Z",
            5 => $"{day} {time}Z",
            6 => day,
            7 => $"{good[..^1]}+14:30",
            8 => $"{good[..^1]}+0200",
            9 => $"{good[..19]}.Z",
            10 => $" {good}",
            11 => $"1899-12-31T{time}Z",
            12 => $"2300-01-01T{time}Z",
            _ => "２０１９-06-01T00:00:00Z",
        };
    }
}
