using System.Globalization;
using Fleetlake.Lake;
using Fleetlake.Lake.Stores;
using Fleetlake.Pipeline.History;
using Fleetlake.Pipeline.Steps;
using Spectre.Console;

namespace Fleetlake.Cli.Output;

/// <summary>What runs came to, as text.</summary>
internal static class RunText
{
    /// <summary>The formats of <see cref="Write"/>.</summary>
    public static readonly string[] Formats = ["table", "json", "jsonl"];

    /// <param name="host">What the command has around it.</param>
    /// <param name="runs">The runs.</param>
    /// <param name="format">A table, each run as its record has it, or each in one line.</param>
    /// <param name="raw">Where the records lie.</param>
    public static void Write(CommandHost host, IReadOnlyList<RunRecord> runs, string format, IObjectStore raw)
    {
        if (format == "table")
        {
            WriteTable(host, runs);
            return;
        }

        foreach (var run in runs)
        {
            if (format == "json")
                host.Output.WriteLine(RunHistory.ToJson(run));
            else
                RunLine.Write(host, run, raw);
        }
    }

    /// <summary>A row for each run.</summary>
    public static void WriteTable(CommandHost host, IReadOnlyList<RunRecord> runs)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("date", "result");
        foreach (string name in new[] { "raw rows", "staged", "rejected", "twice", "built", "seconds" })
            table.AddColumn(new TableColumn(name).RightAligned());
        table.AddColumn("note");
        foreach (var run in runs)
        {
            var extract = Outcomes(run, "extract").FirstOrDefault();
            table.AddRow(
                LakeLayout.Date(run.Date), Result(run.Status),
                Count(extract?.Rows), Count(Outcomes(run, "stage").Sum(step => step.Rows)), Count(extract?.Rejected),
                Count(Outcomes(run, "stage").Sum(step => step.Duplicates)), Count(Outcomes(run, "model").Sum(step => step.Rows)),
                run.Seconds.ToString("0.0", CultureInfo.InvariantCulture), Markup.Escape(Note(run, extract)));
        }

        host.OutputConsole().Write(table);
    }

    /// <summary>A step in one line.</summary>
    public static string Step(StepRecord step) => step.Status switch
    {
        RunStatus.Done => $"{step.Id}: done in {Seconds(step)}{Counts(step.Outcome!)}",
        RunStatus.Unchanged => $"{step.Id}: as it should be",
        RunStatus.Stopped => $"{step.Id}: stopped; what it writes is as it was",
        _ => $"{step.Id}: failed after {Seconds(step)}{(step.Attempts > 1 ? $" and {step.Attempts} attempts" : "")}: {step.Error}",
    };

    /// <summary>What a stopped run had done.</summary>
    public static string Stopped(RunRecord run)
    {
        var done = run.Steps.Where(step => step.Status is RunStatus.Done or RunStatus.Unchanged).Select(step => step.Id).ToList();
        return $"fleetlake: {LakeLayout.Date(run.Date)} was stopped. Done: {(done.Count == 0 ? "nothing" : string.Join(", ", done))}. Run it again to go on.";
    }

    private static IEnumerable<StepOutcome> Outcomes(RunRecord run, string kind) => run.Steps
        .Where(step => step.Outcome is not null && (step.Id == kind || step.Id.StartsWith($"{kind}:", StringComparison.Ordinal)))
        .Select(step => step.Outcome!);

    private static string Note(RunRecord run, StepOutcome? extract)
    {
        if (run.Status == RunStatus.Unchanged)
            return "was done already; --force does it again";
        var failed = run.Steps.FirstOrDefault(step => step.Status == RunStatus.Failed);
        if (failed is null)
            return extract?.Note ?? "";
        int skipped = run.Steps.Count(step => step.Status == RunStatus.Skipped);
        return $"{failed.Id}: {failed.Error?.Split('\n')[0]}{(skipped > 0 ? $" ({skipped} steps that depend on it were skipped)" : "")}";
    }

    private static string Result(RunStatus status) => status switch
    {
        RunStatus.Done => "[green]done[/]",
        RunStatus.Unchanged => "[green]unchanged[/]",
        _ => $"[red]{status.ToString().ToLowerInvariant()}[/]",
    };

    private static string Counts(StepOutcome outcome)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $", {outcome.Rows:N0} rows");
        if (outcome.Rejected > 0)
            text += string.Create(CultureInfo.InvariantCulture, $", {outcome.Rejected:N0} rejected");
        if (outcome.Duplicates > 0)
            text += string.Create(CultureInfo.InvariantCulture, $", {outcome.Duplicates:N0} delivered twice");
        if (outcome.Dates.Count > 1)
            text += string.Create(CultureInfo.InvariantCulture, $", {outcome.Dates.Count:N0} dates");
        return outcome.Note.Length > 0 ? $"{text}; {outcome.Note}" : text;
    }

    private static string Seconds(StepRecord step) => string.Create(CultureInfo.InvariantCulture, $"{step.Seconds:0.0} s");

    private static string Count(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "";
}
