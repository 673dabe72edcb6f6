using System.Text.Json;
using System.Text.Json.Serialization;
using Fleetlake.Lake.Stores;

namespace Fleetlake.Lake.State;

/// <summary>Reads and writes the state files of the lake: JSON that a person can read.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip)]
[JsonSerializable(typeof(Manifest))]
[JsonSerializable(typeof(MendedLine))]
internal sealed partial class StateJson : JsonSerializerContext
{
    /// <summary>The same without line breaks, for files of lines.</summary>
    public static StateJson OneLine { get; } = new(new JsonSerializerOptions { WriteIndented = false });

    public static byte[] Write(Manifest manifest) => JsonSerializer.SerializeToUtf8Bytes(manifest, Default.Manifest);

    public static Manifest ReadManifest(IObjectStore store, string key, byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, Default.Manifest) ?? throw new JsonException("null");
        }
        catch (JsonException fault)
        {
            throw new CorruptObjectException(store.Describe(key), fault.Message, "a manifest that Fleetlake wrote", fault);
        }
    }
}
