using System.CommandLine;
using Fleetlake.Cli.Output;
using Fleetlake.Pipeline.Configuration;
using Fleetlake.Pipeline.Running;
using Fleetlake.Simulator;
using Fleetlake.Warehouse.Models;

namespace Fleetlake.Cli.Commands;

/// <summary><c>fleetlake demo</c>: a simulated day, from event files to the answer.</summary>
internal static class DemoCommand
{
    private static readonly DateOnly Day = new(2019, 6, 1);

    // The question that Fleetlake is for; the others are for those who have a fleet.
    private static readonly string[] Answered = ["distance_per_operating_period", "distance_by_operating_period"];

    public static Command Create(CommandHost host)
    {
        var folder = new Option<string>("--out") { Description = "The folder for the files, the lake and the warehouse.", HelpName = "folder", DefaultValueFactory = _ => "fleetlake-demo" };
        var vehicles = new Option<int>("--vehicles") { Description = "Vehicles of the fleet.", HelpName = "number", DefaultValueFactory = _ => 20 };
        var command = new ExampleCommand(
            "demo", "Simulates a fleet's day of event files, runs it and prints the answer.",
            "fleetlake demo", "fleetlake demo --out /tmp/demo --vehicles 100")
        {
            folder, vehicles,
        };
        command.SetAction((call, cancellation) =>
            RunAsync(host, Path.GetFullPath(call.GetValue(folder)!, host.Folder), call.GetValue(vehicles), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandHost host, string folder, int vehicles, CancellationToken cancellation)
    {
        // The same options give the same bytes, so files that are there already are as good as new ones.
        string events = Path.Combine(folder, $"events-{vehicles}");
        string done = Path.Combine(folder, $"events-{vehicles}.done");
        if (!File.Exists(done))
        {
            SimulateCommand.Write(host, events, new FleetOptions { Date = Day, Vehicles = vehicles, Mess = 0.002 }, cancellation);
            await File.WriteAllTextAsync(done, "", cancellation);
        }

        var settings = Settings.Read(folder, null, new Dictionary<string, string>(),
        [
            (ConfigurationKeys.SourceUrl, events, "demo"),
            (ConfigurationKeys.LakeRaw, Path.Combine(folder, $"lake-{vehicles}", "raw"), "demo"),
            (ConfigurationKeys.LakeStaging, Path.Combine(folder, $"lake-{vehicles}", "staging"), "demo"),
            (ConfigurationKeys.WarehouseUrl, Path.Combine(folder, $"lake-{vehicles}", "warehouse.duckdb"), "demo"),
        ]);
        using var observer = StepObserver.Create(host);
        var run = await new Runner(settings.Open(), observer).RunAsync(Day, new RunOptions(), cancellation);
        RunText.WriteTable(host, [run]);
        if (run.ExitCode != ExitCodes.Done)
            return run.ExitCode;
        foreach (var question in Question.BuiltIn.Where(each => Answered.Contains(each.Name)))
            await AnswerAsync(host, settings, question, cancellation);
        return ExitCodes.Done;
    }

    private static async Task AnswerAsync(CommandHost host, Settings settings, Question question, CancellationToken cancellation)
    {
        await host.Output.WriteLineAsync(question.Text);
        await using var rows = await settings.OpenWarehouse().QueryAsync(question.Sql, cancellation);
        await ResultWriter.WriteAsync(host, rows, "table", cancellation);
    }
}
