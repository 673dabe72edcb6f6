using System.Text;

namespace Fleetlake.Tests.Reference;

/// <summary>Tiny lakes for the tests of the reference: an object a line of events, days of June 2019.</summary>
internal static class ReferenceCase
{
    public const string Key = "2019-6-1-0-0-0-events.json";

    public static DateOnly June(int day) => new(2019, 6, day);

    /// <summary>Microseconds of a time of June 2019, as 1T12:00:00 for the first at noon.</summary>
    public static long Micros(string time) => ReferenceTimestamp.Parse(At(time))!.Value;

    public static string At(string time) => $"2019-06-{(time.IndexOf('T') == 1 ? "0" : "")}{time}Z";

    public static string Vehicle(string @event, string time, string data = """{"id":"v"}""", string organization = "o") =>
        $$"""{"event":"{{@event}}","on":"vehicle","at":"{{At(time)}}","data":{{data}},"organization_id":"{{organization}}"}""";

    public static string Update(string time, double lat, double lng, string vehicle = "v") => Vehicle("update", time,
        FormattableString.Invariant($$$"""{"id":"{{{vehicle}}}","location":{"lat":{{{lat}}},"lng":{{{lng}}},"at":"{{{At(time)}}}"}}"""));

    public static string Period(string @event, string time, string start, string finish, string organization = "o") =>
        $$"""{"event":"{{@event}}","on":"operating_period","at":"{{At(time)}}","data":{"id":"p","start":"{{At(start)}}","finish":"{{At(finish)}}"},"organization_id":"{{organization}}"}""";

    /// <summary>All lines in one object of the first of June, that day run.</summary>
    public static ReferenceTables Of(params string[] lines) => Of([June(1)], lines);

    public static ReferenceTables Of(DateOnly[] runDates, params string[] lines) =>
        OfBytes(Encoding.UTF8.GetBytes(string.Join('\n', lines)), runDates);

    public static ReferenceTables OfBytes(byte[] content, params DateOnly[] runDates) =>
        OfObjects(runDates.Length == 0 ? [June(1)] : runDates, (Key, content));

    public static ReferenceTables OfObjects(DateOnly[] runDates, params (string Key, byte[] Content)[] objects) =>
        ReferenceLake.Compute(objects.ToDictionary(item => item.Key, item => item.Content), runDates, new ReferenceOptions());
}
