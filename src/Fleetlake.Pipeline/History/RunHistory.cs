using System.Text.Json;
using System.Text.Json.Serialization;
using Fleetlake.Lake;
using Fleetlake.Lake.Stores;

namespace Fleetlake.Pipeline.History;

/// <summary>The records of runs, in the raw zone of the lake.</summary>
public sealed class RunHistory(IObjectStore raw)
{
    /// <summary>Writes the record of a run that has ended.</summary>
    public Task WriteAsync(RunRecord record, CancellationToken cancellation) => raw.PutAsync(
        LakeLayout.Run(record.Date, record.RunId), JsonSerializer.SerializeToUtf8Bytes(record, HistoryJson.Default.RunRecord), default, cancellation);

    /// <summary>A record as it lies in the lake.</summary>
    public static string ToJson(RunRecord record) => JsonSerializer.Serialize(record, HistoryJson.Default.RunRecord);

    /// <summary>The latest record of a source date, or null when it has none that can be read.</summary>
    public async Task<RunRecord?> LatestAsync(DateOnly sourceDate, CancellationToken cancellation)
    {
        string? latest = null;
        await foreach (var listed in raw.ListAsync([LakeLayout.RunsPrefix(sourceDate)], cancellation))
        {
            if (string.CompareOrdinal(listed.Key, latest) > 0)
                latest = listed.Key;
        }

        if (latest is null || await raw.GetAsync(latest, cancellation) is not { } found)
            return null;
        try
        {
            return JsonSerializer.Deserialize(found.Bytes, HistoryJson.Default.RunRecord);
        }
        catch (JsonException)
        {
            // Records are for people; nothing that the pipeline does depends on one.
            return null;
        }
    }
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RunRecord))]
internal sealed partial class HistoryJson : JsonSerializerContext;
