using System.CommandLine;
using System.Text.Json;
using Fleetlake.Lake;
using Fleetlake.Pipeline.Planning;
using Spectre.Console;

namespace Fleetlake.Cli.Commands;

/// <summary><c>fleetlake plan</c>: what <c>run</c> does, as data.</summary>
internal static class PlanCommand
{
    public static Command Create(CommandHost host)
    {
        var date = SharedOptions.Date("--date", "The source date: the UTC day of the files' names.", isRequired: true);
        var format = SharedOptions.Format("table", "json");
        var command = new ExampleCommand(
            "plan", "Prints the steps of a run, each with its command and what it depends on.",
            "fleetlake plan --date 2019-06-01", "fleetlake plan --date 2019-06-01 --format json")
        {
            date, format,
        };
        SharedOptions.AddConfiguration(command);
        command.SetAction(call =>
        {
            var plan = Plan.Of(SharedOptions.ReadSettings(call, host).OpenModels());
            if (call.GetValue(format) == "json")
                WriteJson(host, call.GetRequiredValue(date), plan);
            else
                WriteTable(host, call.GetRequiredValue(date), plan);
            return 0;
        });
        return command;
    }

    private static void WriteTable(CommandHost host, DateOnly date, Plan plan)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("step", "after", "command");
        foreach (var step in plan.Steps)
            table.AddRow(Markup.Escape(step.Id), Markup.Escape(string.Join(", ", step.DependsOn)), Markup.Escape($"fleetlake {string.Join(' ', Arguments(step, date))}"));
        host.OutputConsole().Write(table);
    }

    private static void WriteJson(CommandHost host, DateOnly date, Plan plan)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("date", LakeLayout.Date(date));
            json.WriteStartArray("steps");
            foreach (var step in plan.Steps)
                WriteStep(json, step, date);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        host.Output.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
    }

    private static void WriteStep(Utf8JsonWriter json, PlanStep step, DateOnly date)
    {
        json.WriteStartObject();
        json.WriteString("id", step.Id);
        json.WriteString("step", Name(step.Kind));
        if (step.Target.Length > 0)
            json.WriteString(step.Kind == StepKind.Stage ? "event" : "name", step.Target);
        json.WriteStartArray("dependsOn");
        foreach (string id in step.DependsOn)
            json.WriteStringValue(id);
        json.WriteEndArray();
        json.WriteStartArray("arguments");
        foreach (string argument in Arguments(step, date))
            json.WriteStringValue(argument);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string[] Arguments(PlanStep step, DateOnly date)
    {
        string[] common = [Name(step.Kind), "--date", LakeLayout.Date(date)];
        return step.Kind switch
        {
            StepKind.Extract => common,
            StepKind.Stage => [.. common, "--event", step.Target],
            _ => [.. common, "--name", step.Target],
        };
    }

    private static string Name(StepKind kind) => kind switch
    {
        StepKind.Extract => "extract",
        StepKind.Stage => "stage",
        StepKind.Load => "load",
        StepKind.Model => "model",
        _ => "check",
    };
}
