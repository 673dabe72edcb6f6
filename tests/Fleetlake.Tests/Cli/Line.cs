using System.Globalization;

namespace Fleetlake.Tests.Cli;

/// <summary>Lines of event files.</summary>
internal static class Line
{
    public const string Broken = "this is no JSON";

    public static string Create(string period, string at, string start, string finish) =>
        Event("operating_period", "create", at, $$"""{"id":"{{period}}","start":"{{start}}","finish":"{{finish}}"}""");

    public static string Register(string vehicle, string at) =>
        Event("vehicle", "register", at, $$$"""{"id":"{{{vehicle}}}","location":{"lat":null,"lng":null,"at":null}}""");

    public static string Deregister(string vehicle, string at) =>
        Event("vehicle", "deregister", at, $$"""{"id":"{{vehicle}}"}""");

    public static string Update(string vehicle, string at, double lat, double lng = 13) => Event(
        "vehicle", "update", at,
        string.Create(CultureInfo.InvariantCulture, $$$"""{"id":"{{{vehicle}}}","location":{"lat":{{{lat}}},"lng":{{{lng}}},"at":"{{{at}}}"}}"""));

    public static string Event(string on, string name, string at, string data) =>
        $$"""{"event":"{{name}}","on":"{{on}}","at":"{{at}}","data":{{data}},"organization_id":"org_1"}""";
}
