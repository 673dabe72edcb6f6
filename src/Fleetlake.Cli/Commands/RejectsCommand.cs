using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fleetlake.Cli.Output;
using Fleetlake.Lake.Raw;
using Fleetlake.Pipeline.History;
using Fleetlake.Pipeline.Lineage;
using Fleetlake.Pipeline.Rejects;
using Fleetlake.Pipeline.Running;
using Spectre.Console;

namespace Fleetlake.Cli.Commands;

/// <summary><c>fleetlake rejects</c>: the lines that could not be rows.</summary>
internal static class RejectsCommand
{
    private const int ShownLineCharacters = 120;

    public static Command Create(CommandHost host) =>
        new ExampleCommand(
            "rejects", "Lists rejected lines, and takes them through the contract again.",
            "fleetlake rejects list --date 2019-06-01", "fleetlake rejects replay --date 2019-06-01 --file mended.jsonl")
        {
            CreateList(host), CreateReplay(host),
        };

    private static ExampleCommand CreateList(CommandHost host)
    {
        var date = SharedOptions.Date("--date", "The source date.", isRequired: true);
        var reason = new Option<string?>("--reason") { Description = "Only lines with this reason code.", HelpName = "code" };
        var limit = new Option<int>("--limit") { Description = "How many lines a table shows.", HelpName = "number", DefaultValueFactory = _ => 100 };
        var format = SharedOptions.Format("table", "jsonl");
        var command = new ExampleCommand(
            "list", "Lists a date's rejected lines, each with its reason.",
            "fleetlake rejects list --date 2019-06-01", "fleetlake rejects list --date 2019-06-01 --format jsonl > mended.jsonl")
        {
            date, reason, limit, format,
        };
        SharedOptions.AddConfiguration(command);
        command.SetAction(async (call, cancellation) =>
        {
            var day = new RejectedDay(SharedOptions.ReadSettings(call, host).Open(), call.GetRequiredValue(date));
            var lines = Chosen(day.LinesAsync(cancellation), call.GetValue(reason));
            if (call.GetValue(format) == "jsonl")
                await WriteJsonLinesAsync(host, lines);
            else
                await WriteTableAsync(host, lines, call.GetValue(limit));
            return ExitCodes.Done;
        });
        return command;
    }

    private static ExampleCommand CreateReplay(CommandHost host)
    {
        var date = SharedOptions.Date("--date", "The source date.", isRequired: true);
        var file = new Option<string?>("--file") { Description = "Mended lines, as `rejects list --format jsonl` prints them.", HelpName = "file" };
        var command = new ExampleCommand(
            "replay", "Takes a date's rejected lines through the contract again, and runs what changes.",
            "fleetlake rejects replay --date 2019-06-01", "fleetlake rejects replay --date 2019-06-01 --file mended.jsonl")
        {
            date, file,
        };
        SharedOptions.AddConfiguration(command);
        command.SetAction(async (call, cancellation) =>
        {
            var settings = SharedOptions.ReadSettings(call, host);
            var work = settings.Open();
            var day = new RejectedDay(work, call.GetRequiredValue(date));
            if (call.GetValue(file) is { } path)
                await day.MendAsync(Path.GetFullPath(path, host.Folder), cancellation);
            var (lines, accepted) = await day.JudgeAsync(cancellation);
            await host.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{accepted:N0} of {lines:N0} rejected lines are good now."));
            if (accepted == 0)
                return ExitCodes.Done;
            using var observer = StepObserver.Create(host);
            RunRecord run;
            await using (var lineage = LineageObserver.Over(observer, settings, work, observer.Say))
                run = await new Runner(work, lineage).ReplayAsync(call.GetRequiredValue(date), cancellation);
            RunText.WriteTable(host, [run]);
            return run.ExitCode;
        });
        return command;
    }

    private static async IAsyncEnumerable<RejectedLine> Chosen(IAsyncEnumerable<RejectedLine> lines, string? reason)
    {
        await foreach (var line in lines)
        {
            if (reason is null || line.Reason == reason)
                yield return line;
        }
    }

    private static async Task WriteTableAsync(CommandHost host, IAsyncEnumerable<RejectedLine> lines, int limit)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("object").AddColumn(new TableColumn("line").RightAligned())
            .AddColumns("reason", "detail", "text");
        long count = 0;
        await foreach (var line in lines)
        {
            if (++count > limit)
                continue;
            string text = ResultCells.Short(line.Line);
            table.AddRow(
                Markup.Escape(ResultCells.Short(line.SourceObject)), line.SourceLine.ToString(CultureInfo.InvariantCulture), Markup.Escape(line.Reason),
                Markup.Escape(ResultCells.Short(line.Detail)), Markup.Escape(text.Length > ShownLineCharacters ? $"{text[..ShownLineCharacters]}…" : text));
        }

        if (count > 0)
            host.OutputConsole().Write(table);
        await host.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{count:N0} rejected lines{(count > limit ? $", the first {limit:N0} shown" : "")}."));
    }

    private static async Task WriteJsonLinesAsync(CommandHost host, IAsyncEnumerable<RejectedLine> lines)
    {
        // Lines are to be read and mended by people: quotes and letters stay as they are.
        var readable = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using var buffer = new MemoryStream();
        await foreach (var line in lines)
        {
            buffer.SetLength(0);
            using (var json = new Utf8JsonWriter(buffer, readable))
            {
                json.WriteStartObject();
                json.WriteString("source_object", line.SourceObject);
                json.WriteNumber("source_line", line.SourceLine);
                json.WriteString("reason", line.Reason);
                json.WriteString("detail", line.Detail);
                json.WriteString("line", Encoding.UTF8.GetString(line.Line));
                json.WriteEndObject();
            }

            await host.Output.WriteLineAsync(Encoding.UTF8.GetString(buffer.ToArray()));
        }
    }
}
