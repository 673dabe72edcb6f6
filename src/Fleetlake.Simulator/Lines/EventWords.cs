namespace Fleetlake.Simulator.Lines;

/// <summary>How the events are named in a line.</summary>
internal static class EventWords
{
    public static string Event(this EventType type) => type switch
    {
        EventType.Register => "register",
        EventType.Update => "update",
        EventType.Deregister => "deregister",
        EventType.Create => "create",
        _ => "delete",
    };

    public static string On(this in FleetEvent happened) => happened.IsOfPeriod ? "operating_period" : "vehicle";
}
