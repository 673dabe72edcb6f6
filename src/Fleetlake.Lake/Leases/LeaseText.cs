using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fleetlake.Lake.Leases;

/// <summary>A lease as it lies in the lake, for the next one who asks and for people.</summary>
/// <param name="Token">Of this taking alone: by it a holder knows its own.</param>
/// <param name="Host">The machine of the holder.</param>
/// <param name="ProcessId">The process on that machine.</param>
/// <param name="Since">When it was taken, by the server's clock.</param>
/// <param name="Until">Until when it holds, by the server's clock; null once it has been let go.</param>
internal sealed record LeaseText(string Token, string Host, int ProcessId, DateTimeOffset Since, DateTimeOffset? Until)
{
    public LeaseHolder Holder => new(Host, ProcessId, Since);

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, LeaseJson.Default.LeaseText);

    /// <summary>Null for what is no lease: nobody holds it.</summary>
    public static LeaseText? Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, LeaseJson.Default.LeaseText);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LeaseText))]
internal sealed partial class LeaseJson : JsonSerializerContext;
