using Fleetlake.Simulator.Lines;

namespace Fleetlake.Simulator.Troubles;

/// <summary>Lines with a good envelope of a type or an entity that nobody modelled: in raw, nowhere in staging.</summary>
internal static class Stranger
{
    // A type's name becomes a folder's, so some are none to be taken as they are.
    private static readonly string[] Types =
        ["heartbeat", "heartbeat", "door open", "battery%low", "../update", "a=b/c", "UPDATE", "Tür", "..", "update "];

    private static readonly string[] Entities = ["bike", "bike", "Vehicle", "scooter", "driver"];

    public static string Of(MessKind kind, in FleetEvent happened, Dice dice)
    {
        var draft = Draft.Of(happened);
        if (kind == MessKind.UnknownEntity)
            return draft.Set("on", Draft.Quote(dice.Of<string>(Entities))).ToJson();
        draft.Set("event", Draft.Quote(dice.Of<string>(Types)));
        switch (dice.Below(4))
        {
            case 0:
                draft.Remove("data");
                break;
            case 1:
                draft.Set("data", dice.Of<string>(["null", "[]", "{}", "87"]));
                break;
            default:
                draft.Data.Add("battery", "0.87");
                break;
        }

        return draft.ToJson();
    }
}
