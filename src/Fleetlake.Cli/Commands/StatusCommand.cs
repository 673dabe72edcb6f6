using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Fleetlake.Lake;
using Fleetlake.Pipeline.Planning;
using Fleetlake.Pipeline.Running;
using Spectre.Console;

namespace Fleetlake.Cli.Commands;

/// <summary><c>fleetlake status</c>: how dates and their steps stand.</summary>
internal static class StatusCommand
{
    public static Command Create(CommandHost host)
    {
        var from = SharedOptions.OptionalDate("--from", "The first date; without it the first that was run.");
        var to = SharedOptions.OptionalDate("--to", "The last date; without it the last that was run.");
        var format = SharedOptions.Format("table", "json");
        var command = new ExampleCommand(
            "status", "Says which dates and steps are done, missing, stale or failed, by looking at what is there.",
            "fleetlake status", "fleetlake status --from 2019-06-01 --to 2019-06-30 --format json")
        {
            from, to, format,
        };
        SharedOptions.AddConfiguration(command);
        command.SetAction(async (call, cancellation) =>
        {
            var work = SharedOptions.ReadSettings(call, host).Open();
            var run = await work.Commits.DatesAsync(cancellation);
            var dates = new List<DateStatus>();
            if (Range(call.GetValue(from), call.GetValue(to), run) is var (begin, end))
            {
                new DateRange(begin, end).EnsureOrdered();
                await foreach (var date in new StatusReport(work).OfAsync(begin, end, cancellation))
                    dates.Add(date);
            }

            if (call.GetValue(format) == "json")
                WriteJson(host, dates);
            else
                WriteTable(host, dates);
            return ExitCodes.Done;
        });
        return command;
    }

    // An end that is not given is that of the dates that were run, or the other end where that lies beyond.
    private static (DateOnly First, DateOnly Last)? Range(DateOnly? from, DateOnly? to, IReadOnlyList<DateOnly> run)
    {
        DateOnly[] known = [.. run, .. new[] { from, to }.OfType<DateOnly>()];
        return known.Length == 0 ? null : (from ?? known.Min(), to ?? known.Max());
    }

    private static void WriteTable(CommandHost host, List<DateStatus> dates)
    {
        if (dates.Count == 0)
        {
            host.Output.WriteLine("No date has been run.");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("date", "state");
        foreach (var kind in Enum.GetValues<StepKind>())
            table.AddColumn(kind.ToString().ToLowerInvariant());
        table.AddColumn(new TableColumn("rows").RightAligned()).AddColumn(new TableColumn("rejected").RightAligned()).AddColumn("note");
        foreach (var date in dates)
        {
            var cells = new List<string> { LakeLayout.Date(date.Date), Colored(date.State) };
            cells.AddRange(Enum.GetValues<StepKind>().Select(kind => Colored(date.Steps.Where(step => step.Step.Kind == kind).Max(step => step.State))));
            cells.Add(date.Totals?.Raw.ToString("N0", CultureInfo.InvariantCulture) ?? "");
            cells.Add(date.Totals?.Rejected.ToString("N0", CultureInfo.InvariantCulture) ?? "");
            cells.Add(Markup.Escape(date.Error?.Split('\n')[0] ?? (date.IsPartial ? "partial" : "")));
            table.AddRow([.. cells]);
        }

        host.OutputConsole().Write(table);
    }

    private static string Colored(StepState state) => state switch
    {
        StepState.Done => "[green]done[/]",
        StepState.Missing => "[grey]missing[/]",
        StepState.Stale => "[yellow]stale[/]",
        _ => "[red]failed[/]",
    };

    private static void WriteJson(CommandHost host, List<DateStatus> dates)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach (var date in dates)
                Write(json, date);
            json.WriteEndArray();
        }

        host.Output.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
    }

    private static void Write(Utf8JsonWriter json, DateStatus date)
    {
        json.WriteStartObject();
        json.WriteString("date", LakeLayout.Date(date.Date));
        json.WriteString("state", date.State.ToString().ToLowerInvariant());
        json.WriteBoolean("partial", date.IsPartial);
        if (date.Totals is { } totals)
        {
            json.WriteNumber("lines", totals.Lines);
            json.WriteNumber("rows", totals.Raw);
            json.WriteNumber("rejected", totals.Rejected);
        }

        if (date.Error is not null)
            json.WriteString("error", date.Error);
        json.WriteStartObject("steps");
        foreach (var (step, state) in date.Steps)
            json.WriteString(step.Id, state.ToString().ToLowerInvariant());
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
