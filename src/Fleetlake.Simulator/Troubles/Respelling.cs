using System.Globalization;
using Fleetlake.Simulator.Lines;

namespace Fleetlake.Simulator.Troubles;

/// <summary>The same event in other bytes: what is staged of it is the same.</summary>
internal static class Respelling
{
    private static readonly (string Text, int Minutes)[] Zones =
        [("+02:00", 120), ("-03:30", -210), ("+14:00", 840), ("-14:00", -840), ("-00:00", 0), ("+05:45", 345)];

    public static string Of(MessKind kind, in FleetEvent happened, Dice dice) => kind switch
    {
        MessKind.UnknownMembers => UnknownMembers(happened, dice),
        MessKind.TimestampSpelling => Draft.Of(happened, instant => Spell(instant, dice), Degrees.ToText).ToJson(),
        MessKind.NumberSpelling => Draft.Of(happened, Draft.Stamp, units => Spell(units, dice)).ToJson(),
        MessKind.Escapes => Draft.Of(happened).Escape(dice).ToJson(),
        MessKind.Reordered => Draft.Of(happened).Shuffle(dice).ToJson(dice.Of<string>([" ", "\t", "  ", " \t "])),
        MessKind.DuplicateMember => DuplicateMember(happened, dice),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Expected a kind that spells an event anew."),
    };

    private static string UnknownMembers(in FleetEvent happened, Dice dice)
    {
        var draft = Draft.Of(happened);
        draft.Insert(dice.Below(draft.Count + 1), "schema_version", dice.Of<string>(["2", "\"2.1\"", "2.0e0"]));
        draft.Add("trace", $"{{\"hop\":[1,2,{{\"at\":null}}],\"sampled\":{(dice.Chance(0.5) ? "true" : "false")}}}");
        draft.Data.Add("speed", dice.Of<string>(["-0", "-0.0", "13.9", "1e1"]));
        draft.Data.Insert(0, "note", dice.Of<string>(["\"Tür klemmt \\\"links\\\"\"", "\"\"", "\"\\u0000\"", "\"🚌\""]));
        return draft.ToJson();
    }

    private static string DuplicateMember(in FleetEvent happened, Dice dice)
    {
        var draft = Draft.Of(happened);
        if (dice.Chance(0.5))
            draft.Data.Insert(0, "id", dice.Of<string>(["\"nobody\"", "null", "17", "\"\""]));
        else
            draft.Insert(0, "at", dice.Of<string>(["\"2001-01-01T00:00:00Z\"", "null", "\"yesterday\""]));
        draft.Insert(0, "event", dice.Of<string>(["\"heartbeat\"", "[]"]));
        return draft.ToJson();
    }

    private static string Spell(long millis, Dice dice) => dice.Below(6) switch
    {
        0 or 1 => InZone(millis, dice.Of<(string, int)>(Zones)),
        2 => Decimals(millis, "000Z"),
        // Beyond six decimals they are cut.
        3 => Decimals(millis, "000999Z"),
        4 => Draft.Stamp(millis).Replace('T', 't').Replace('Z', 'z'),
        _ => Shortest(millis),
    };

    private static string InZone(long millis, (string Text, int Minutes) zone)
        => Draft.Stamp(millis + (zone.Minutes * 60_000L))[..^1] + zone.Text;

    private static string Decimals(long millis, string more) => Draft.Stamp(millis)[..^1] + more;

    private static string Shortest(long millis) => Draft.Stamp(millis)[..^1].TrimEnd('0').TrimEnd('.') is { Length: > 19 } decimals
        ? decimals + "Z"
        : Draft.Stamp(millis)[..19] + "Z";

    private static string Spell(int units, Dice dice)
    {
        if (units == 0)
            return "-0";
        var sign = units < 0 ? "-" : "";
        var digits = Math.Abs(units).ToString(CultureInfo.InvariantCulture);
        return dice.Below(4) switch
        {
            0 => $"{sign}{digits}e-5",
            1 => $"{sign}{digits}0E-06",
            2 => $"{sign}{digits[0]}.{digits[1..]}0e{(digits.Length - 6).ToString("+0;-0", CultureInfo.InvariantCulture)}",
            _ => Degrees.ToText(units) is var plain && plain.Contains('.') ? plain + "000" : plain + ".0",
        };
    }
}
