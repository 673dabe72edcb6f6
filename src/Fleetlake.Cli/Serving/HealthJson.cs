using System.Text.Json;
using System.Text.Json.Serialization;
using Fleetlake.Pipeline.Scheduling;

namespace Fleetlake.Cli.Serving;

/// <summary>How a scheduler stands, as JSON.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ScheduleStatus))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(Dictionary<string, DateTimeOffset>))]
internal sealed partial class HealthJson : JsonSerializerContext
{
    public static byte[] Ready(ScheduleStatus status) => JsonSerializer.SerializeToUtf8Bytes(status, Default.ScheduleStatus);

    public static byte[] Live(ScheduleStatus status) =>
        JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, DateTimeOffset> { ["since"] = status.Since }, Default.DictionaryStringDateTimeOffset);

    public static byte[] Error(string error) =>
        JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["error"] = error }, Default.DictionaryStringString);
}
