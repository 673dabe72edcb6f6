using Fleetlake.Simulator.Lines;

namespace Fleetlake.Simulator.Troubles;

/// <summary>Events with a good envelope that break the contract of their data: in raw, not in staging.</summary>
internal static class BrokenData
{
    private static readonly string[] NoIds = ["\"\"", "null", "17", "[\"vehicle-1\"]", "\"\\u0000\"", "\"\\udc00\"", $"\"{new string('v', 256)}\""];

    private static readonly string[] NoLatitudes = ["91", "-90.00001", "\"52.5\"", "true", "1e400", "null", "[52.5]"];

    private static readonly string[] NoLongitudes = ["180.5", "-181", "\"13.4\"", "false", "-1e999", "null", "{}"];

    private static readonly string[] NoData = ["null", "[]", "\"vehicle-1\"", "0", "[{\"id\":\"vehicle-1\"}]", "{}"];

    public static string Of(MessKind kind, in FleetEvent happened, Dice dice)
    {
        var draft = Draft.Of(happened);
        switch (kind)
        {
            case MessKind.EmptyId when dice.Chance(0.2):
                draft.Data.Remove("id");
                break;
            case MessKind.EmptyId:
                draft.Data.Set("id", dice.Of<string>(NoIds));
                break;
            case MessKind.OffTheMap:
                PutOffTheMap(draft.Data, dice);
                break;
            case MessKind.NoData when dice.Chance(0.2):
                draft.Remove("data");
                break;
            case MessKind.NoData:
                draft.Set("data", dice.Of<string>(NoData));
                break;
            case MessKind.FinishBeforeStart:
                return FinishBeforeStart(happened, dice);
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "Expected a kind of broken data.");
        }

        return draft.ToJson();
    }

    private static void PutOffTheMap(Draft data, Dice dice)
    {
        var location = data.Location!;
        switch (dice.Below(5))
        {
            case 0 or 1:
                location.Set("lat", dice.Of<string>(NoLatitudes));
                break;
            case 2:
                location.Set("lng", dice.Of<string>(NoLongitudes));
                break;
            case 3:
                location.Remove(dice.Chance(0.5) ? "lat" : "lng");
                break;
            default:
                data.Set("location", dice.Of<string>(["[52.5,13.4]", "\"52.5,13.4\"", "1"]));
                break;
        }
    }

    private static string FinishBeforeStart(in FleetEvent happened, Dice dice)
        => Draft.Of(new FleetEvent(
            dice.Chance(0.7) ? EventType.Create : EventType.Delete,
            happened.At,
            happened.Organization,
            new Id("op_upside_down"),
            Start: happened.At + dice.Between(1L, 86_400_000L),
            Finish: happened.At)).ToJson();
}
