using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fleetlake.Simulator;

namespace Fleetlake.Tests.Simulator;

/// <summary>An event as a reader of the files understands it; instants in microseconds, so that spellings compare.</summary>
internal sealed record Told(
    string Event, string On, string Organization, string Id, long At, double? Lat = null, double? Lng = null, long? Start = null, long? Finish = null)
{
    public (string, string) Who => (Organization, Id);
}

/// <summary>Reads what a fleet simulates.</summary>
internal static class Feed
{
    public const long Second = 1_000_000;

    public static readonly FleetOptions Small = new() { Date = new(2019, 6, 1), Seconds = 600, Vehicles = 6, Seed = 7 };

    public static List<(string Name, byte[] Bytes)> Files(FleetOptions options)
        => [.. new Fleet(options).Files().Select(file => (file.Name, file.Bytes.ToArray()))];

    public static string Hash(IEnumerable<(string Name, byte[] Bytes)> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, bytes) in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\n{bytes.Length}\n"));
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public static IEnumerable<string> Lines(byte[] bytes)
        => Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF').Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The events of a feed without mess.</summary>
    public static List<Told> Clean(FleetOptions options)
        => [.. new Fleet(options).Files().SelectMany(file => Lines(file.Bytes.ToArray())).Select(Read)];

    /// <summary>Reads a line as JSON, or throws.</summary>
    public static Told Read(string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        var data = root.GetProperty("data");
        var fix = data.TryGetProperty("location", out var found) && found.ValueKind != JsonValueKind.Null ? found : (JsonElement?)null;
        return new(
            root.GetProperty("event").GetString()!,
            root.GetProperty("on").GetString()!,
            root.GetProperty("organization_id").GetString()!,
            data.GetProperty("id").GetString()!,
            Micros(root.GetProperty("at").GetString()!),
            Number(fix, "lat"),
            Number(fix, "lng"),
            data.TryGetProperty("start", out var start) ? Micros(start.GetString()!) : null,
            data.TryGetProperty("finish", out var finish) ? Micros(finish.GetString()!) : null);
    }

    /// <summary>The instant in microseconds since 1970; decimals beyond six are cut.</summary>
    public static long Micros(string text)
    {
        var zone = text.LastIndexOfAny(['Z', 'z', '+', '-']);
        var decimals = text[19..zone].TrimStart('.').PadRight(6, '0')[..6];
        var whole = DateTime.ParseExact(
            text[..19].ToUpperInvariant(), "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
        var minutes = text[zone] is 'Z' or 'z' ? 0 : Minutes(text[zone..]);
        return ((whole - DateTime.UnixEpoch).Ticks / 10) - (minutes * 60 * Second) + long.Parse(decimals, CultureInfo.InvariantCulture);
    }

    public static long Micros(int year, int month, int day) => Micros(new DateTime(year, month, day).ToString("s") + "Z");

    private static int Minutes(string zone)
    {
        var minutes = (int.Parse(zone[1..3], CultureInfo.InvariantCulture) * 60) + int.Parse(zone[4..6], CultureInfo.InvariantCulture);
        return zone[0] == '-' ? -minutes : minutes;
    }

    private static double? Number(JsonElement? fix, string name)
        => fix is { } location && location.GetProperty(name) is { ValueKind: not JsonValueKind.Null } number ? number.GetDouble() : null;
}
