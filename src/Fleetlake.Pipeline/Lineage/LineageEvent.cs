using System.Globalization;
using System.Text.Json;
using Fleetlake.Pipeline.History;
using Fleetlake.Pipeline.Planning;

namespace Fleetlake.Pipeline.Lineage;

/// <summary>A run event of OpenLineage 2-0-2: a step of a date begins or has ended.</summary>
internal sealed record LineageEvent
{
    private const string Spec = "https://openlineage.io/spec/";
    private static readonly string Producer =
        $"urn:fleetlake:{typeof(LineageEvent).Assembly.GetName().Version?.ToString(3)}";

    /// <summary><c>START</c>, <c>COMPLETE</c>, <c>FAIL</c> or <c>ABORT</c>.</summary>
    public required string Type { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>The same for the events of one step.</summary>
    public required Guid RunId { get; init; }

    public required LineageSettings Settings { get; init; }

    public required PlanStep Step { get; init; }

    /// <summary>The source date, which is the nominal time of the run.</summary>
    public required DateOnly Date { get; init; }

    public required IReadOnlyList<LineageDataset> Inputs { get; init; }

    public required IReadOnlyList<LineageDataset> Outputs { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>How a step's end is called.</summary>
    public static string TypeOf(RunStatus status) => status switch
    {
        RunStatus.Failed => "FAIL",
        RunStatus.Stopped => "ABORT",
        _ => "COMPLETE",
    };

    /// <summary>The event as JSON, in one line.</summary>
    public byte[] ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("eventType", Type);
            json.WriteString("eventTime", Instant(Time));
            json.WriteString("producer", Producer);
            json.WriteString("schemaURL", $"{Spec}2-0-2/OpenLineage.json#/$defs/RunEvent");
            WriteRun(json);
            WriteJob(json);
            WriteDatasets(json, "inputs", Inputs, areOutputs: false);
            WriteDatasets(json, "outputs", Outputs, areOutputs: true);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private void WriteRun(Utf8JsonWriter json)
    {
        json.WriteStartObject("run");
        json.WriteString("runId", RunId);
        json.WriteStartObject("facets");
        WriteFacet(json, "nominalTime", "1-0-1/NominalTimeRunFacet");
        json.WriteString("nominalStartTime", Midnight(Date));
        json.WriteString("nominalEndTime", Midnight(Date.AddDays(1)));
        json.WriteEndObject();
        if (Settings.Parent is { } parent)
        {
            WriteFacet(json, "parent", "1-2-0/ParentRunFacet");
            WriteRunAndJob(json, parent);
            if (Settings.Root is { } root)
            {
                json.WriteStartObject("root");
                WriteRunAndJob(json, root);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        if (Error is not null)
        {
            WriteFacet(json, "errorMessage", "1-0-1/ErrorMessageRunFacet");
            json.WriteString("message", Error);
            json.WriteString("programmingLanguage", "C#");
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteJob(Utf8JsonWriter json)
    {
        json.WriteStartObject("job");
        json.WriteString("namespace", Settings.Namespace);
        json.WriteString("name", $"fleetlake.{Step.Id.Replace(':', '.')}");
        json.WriteStartObject("facets");
        WriteFacet(json, "jobType", "2-0-4/JobTypeJobFacet");
        json.WriteString("processingType", "BATCH");
        json.WriteString("integration", "FLEETLAKE");
        json.WriteString("jobType", Step.Kind.ToString().ToUpperInvariant());
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteRunAndJob(Utf8JsonWriter json, LineageParent parent)
    {
        json.WriteStartObject("run");
        json.WriteString("runId", parent.RunId);
        json.WriteEndObject();
        json.WriteStartObject("job");
        json.WriteString("namespace", parent.Namespace);
        json.WriteString("name", parent.Job);
        json.WriteEndObject();
    }

    private static void WriteDatasets(Utf8JsonWriter json, string name, IReadOnlyList<LineageDataset> datasets, bool areOutputs)
    {
        json.WriteStartArray(name);
        foreach (var dataset in datasets)
        {
            json.WriteStartObject();
            json.WriteString("namespace", dataset.Namespace);
            json.WriteString("name", dataset.Name);
            WriteSchema(json, dataset);
            if (areOutputs)
                WriteStatistics(json, dataset);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSchema(Utf8JsonWriter json, LineageDataset dataset)
    {
        json.WriteStartObject("facets");
        if (dataset.Columns.Count > 0)
        {
            WriteFacet(json, "schema", "1-2-0/SchemaDatasetFacet");
            json.WriteStartArray("fields");
            foreach (var column in dataset.Columns)
            {
                json.WriteStartObject();
                json.WriteString("name", column.Name);
                json.WriteString("type", column.Type.ToString().ToUpperInvariant());
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteStatistics(Utf8JsonWriter json, LineageDataset dataset)
    {
        json.WriteStartObject("outputFacets");
        if (dataset.RowCount is { } rows)
        {
            WriteFacet(json, "outputStatistics", "1-0-2/OutputStatisticsOutputDatasetFacet");
            json.WriteNumber("rowCount", rows);
            if (dataset.Size is { } size)
                json.WriteNumber("size", size);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    // Left open for its own members.
    private static void WriteFacet(Utf8JsonWriter json, string name, string schema)
    {
        json.WriteStartObject(name);
        json.WriteString("_producer", Producer);
        json.WriteString("_schemaURL", $"{Spec}facets/{schema}.json#/$defs/{schema[(schema.IndexOf('/', StringComparison.Ordinal) + 1)..]}");
    }

    private static string Midnight(DateOnly date) => Instant(new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero));

    private static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
