using System.CommandLine;
using System.Globalization;
using Fleetlake.Cli.Output;
using Fleetlake.Pipeline;
using Fleetlake.Pipeline.Running;
using Fleetlake.Simulator;

namespace Fleetlake.Cli.Commands;

/// <summary><c>fleetlake simulate</c>: the event files of a fleet that drives.</summary>
internal static class SimulateCommand
{
    private const int MostClockHours = 14;

    public static Command Create(CommandHost host)
    {
        var folder = new Option<string>("--out") { Description = "The folder for the files.", HelpName = "folder", DefaultValueFactory = _ => "events" };
        var date = SharedOptions.Date("--date", "The first UTC day.", isRequired: true);
        var vehicles = Number("--vehicles", "Vehicles in all.", 100);
        var organizations = Number("--organizations", "Organizations, whose vehicles and periods have the same ids.", 2);
        var seconds = Number("--seconds", "Files, one a second.", 86_400);
        var start = Number("--start-second", "The second of the day at which the files begin.", 0);
        var seed = new Option<ulong>("--seed") { Description = "The same seed gives the same bytes.", DefaultValueFactory = _ => 7 };
        var mess = new Option<double>("--mess") { Description = "The share of lines, 0 to 1, that meet what real feeds do.", DefaultValueFactory = _ => 0 };
        var nested = new Option<bool>("--nested") { Description = "Folders a year, month, day, hour and minute instead of one." };
        var offset = new Option<double>("--clock-hours") { Description = "The clock that names the files, in hours from UTC.", DefaultValueFactory = _ => 0 };
        var command = new ExampleCommand(
            "simulate", "Writes the event files of a simulated fleet.",
            "fleetlake simulate --out events --date 2019-06-01 --vehicles 100 --seed 7",
            "fleetlake simulate --out events --date 2019-06-01 --vehicles 20 --seconds 3600 --mess 0.02")
        {
            folder, date, vehicles, organizations, seconds, start, seed, mess, nested, offset,
        };
        offset.Validators.Add(result =>
        {
            // Within what a TimeSpan holds; which offsets there are is for the simulator to say.
            if (!(Math.Abs(result.GetValueOrDefault<double>()) <= MostClockHours))
                result.AddError($"--clock-hours: found {result.Tokens[0].Value}, expected a number from -{MostClockHours} to {MostClockHours}.");
        });
        command.SetAction((call, cancellation) =>
        {
            var options = new FleetOptions
            {
                Date = call.GetRequiredValue(date),
                Vehicles = call.GetValue(vehicles),
                Organizations = call.GetValue(organizations),
                Seconds = call.GetValue(seconds),
                StartSecond = call.GetValue(start),
                Seed = call.GetValue(seed),
                Mess = call.GetValue(mess),
                Layout = call.GetValue(nested) ? SimulatedLayout.Nested : SimulatedLayout.Flat,
                ClockOffset = TimeSpan.FromHours(call.GetValue(offset)),
            };
            var summary = Write(host, Path.GetFullPath(call.GetValue(folder)!, host.Folder), options, cancellation);
            host.Output.WriteLine(Describe(summary));
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    /// <summary>Simulates with progress on standard error.</summary>
    public static SimulationSummary Write(CommandHost host, string folder, FleetOptions options, CancellationToken cancellation)
    {
        using var observer = StepObserver.Create(host);
        try
        {
            return FleetWriter.WriteTo(folder, options, new Progress(observer, options.Seconds), cancellation);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new PipelineException(FaultKind.Failed, $"cannot write the files below {folder}: {fault.Message}", fault);
        }
    }

    private static string Describe(SimulationSummary summary)
    {
        string events = string.Join(", ", summary.Events.Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Key} {each.Value:N0}")));
        string text = string.Create(CultureInfo.InvariantCulture, $"{summary.Files:N0} files, {summary.Bytes:N0} bytes; events: {events}");
        if (summary.Mess.Count > 0)
            text += string.Create(CultureInfo.InvariantCulture, $"; mess: {string.Join(", ", summary.Mess.Select(kind => $"{kind.Key} {kind.Value}"))}");
        return summary.StillHeld > 0 ? string.Create(CultureInfo.InvariantCulture, $"{text}; held back past the last file: {summary.StillHeld}") : text;
    }

    private static Option<int> Number(string name, string description, int byDefault) =>
        new(name) { Description = description, HelpName = "number", DefaultValueFactory = _ => byDefault };

    private sealed class Progress(StepObserver observer, int total) : IProgress<int>
    {
        public void Report(int value) =>
            observer.Show(string.Create(CultureInfo.InvariantCulture, $"simulate {value:N0} of {total:N0} files"));
    }
}
