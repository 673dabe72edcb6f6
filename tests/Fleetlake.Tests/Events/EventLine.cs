namespace Fleetlake.Tests.Events;

/// <summary>Event lines by their members, each as its JSON stands in the line.</summary>
internal static class EventLine
{
    public const string Noon = "\"2019-06-01T12:00:00Z\"";

    /// <summary>A line with a good envelope; <c>data</c> is missing when null.</summary>
    public static string Of(
        string on, string @event, string? data, string at = Noon, string organization = "\"o\"", string more = "") =>
        string.Concat(
            "{\"event\":\"", @event, "\",\"on\":\"", on, "\",\"at\":", at, data is null ? "" : $",\"data\":{data}",
            ",\"organization_id\":", organization, more, "}");

    public static string Update(string? data, string at = Noon) => Of("vehicle", "update", data, at);

    /// <summary>An update of the vehicle <c>v</c> with the given location.</summary>
    public static string Located(string location) => Update($"{{\"id\":\"v\",\"location\":{location}}}");

    public static string At(string latitude, string longitude) => Located($"{{\"lat\":{latitude},\"lng\":{longitude}}}");

    public static string Period(string @event, string members) => Of("operating_period", @event, $"{{\"id\":\"p\"{members}}}");

    /// <summary>An array in an array, as deep as told.</summary>
    public static string Nested(int depth) => new string('[', depth) + new string(']', depth);
}
