using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fleetlake.Lake;
using Fleetlake.Lake.Stores;
using Fleetlake.Pipeline.History;
using Fleetlake.Pipeline.Steps;

namespace Fleetlake.Cli.Output;

/// <summary>
/// What a run came to in one line of JSON: an orchestrator takes the last line that a task prints. The counts are those of
/// the steps of the first kind that ran: of extract, for a whole run.
/// </summary>
internal static class RunLine
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(CommandHost host, RunRecord run, IObjectStore raw)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("date", LakeLayout.Date(run.Date));
            json.WriteString("status", Name(run.Status));
            json.WriteNumber("seconds", Math.Round(run.Seconds, 3));
            WriteCounts(json, [.. Counted(run).Where(step => step.Outcome is not null).Select(step => step.Outcome!)]);
            if (run.Steps.FirstOrDefault(step => step.Status == RunStatus.Failed) is { } failed)
                json.WriteString("error", $"{failed.Id}: {failed.Error?.Split('\n')[0]}");
            // A run that had nothing to do leaves no record.
            if (run.Status != RunStatus.Unchanged)
                json.WriteString("record", raw.Describe(LakeLayout.Run(run.Date, run.RunId)));
            json.WriteEndObject();
        }

        host.Output.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    }

    private static void WriteCounts(Utf8JsonWriter json, List<StepOutcome> outcomes)
    {
        json.WriteNumber("rows", outcomes.Sum(outcome => outcome.Rows));
        json.WriteNumber("bytes", outcomes.Sum(outcome => outcome.Bytes));
        json.WriteNumber("rejected", outcomes.Sum(outcome => outcome.Rejected));
        json.WriteNumber("duplicates", outcomes.Sum(outcome => outcome.Duplicates));
        json.WriteStartArray("dates");
        foreach (var date in outcomes.SelectMany(outcome => outcome.Dates).Distinct().Order())
            json.WriteStringValue(LakeLayout.Date(date));
        json.WriteEndArray();
        string note = string.Join("; ", outcomes.Select(outcome => outcome.Note).Where(note => note.Length > 0));
        if (note.Length > 0)
            json.WriteString("note", note);
    }

    private static IEnumerable<StepRecord> Counted(RunRecord run) =>
        run.Steps.Where(step => Kind(step) == Kind(run.Steps[0]));

    private static string Kind(StepRecord step) => step.Id.Split(':')[0];

    private static string Name(RunStatus status) => status.ToString().ToLowerInvariant();
}
