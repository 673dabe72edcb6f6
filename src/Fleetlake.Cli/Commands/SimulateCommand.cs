using System.CommandLine;
using System.Globalization;
using Fleetlake.Cli.Output;
using Fleetlake.Lake.Stores;
using Fleetlake.Pipeline;
using Fleetlake.Pipeline.Configuration;
using Fleetlake.Pipeline.Running;
using Fleetlake.Simulator;

namespace Fleetlake.Cli.Commands;

/// <summary><c>fleetlake simulate</c>: the event files of a fleet that drives.</summary>
internal static class SimulateCommand
{
    private const int MostClockHours = 14;
    private const int SecondsOfYear = 366 * 86_400;

    public static Command Create(CommandHost host)
    {
        var folder = new Option<string>("--out") { Description = "The folder or s3://bucket/prefix for the files.", HelpName = "url", DefaultValueFactory = _ => "events" };
        var date = SharedOptions.OptionalDate("--date", "The first UTC day; with --follow today where it is not given.");
        var vehicles = Number("--vehicles", "Vehicles in all.", 100);
        var organizations = Number("--organizations", "Organizations, whose vehicles and periods have the same ids.", 2);
        var seconds = Number("--seconds", "Files, one a second; with --follow a year of them where it is not given.", 86_400);
        var start = Number("--start-second", "The second of the day at which the files begin.", 0);
        var seed = new Option<ulong>("--seed") { Description = "The same seed gives the same bytes.", DefaultValueFactory = _ => 7 };
        var mess = new Option<double>("--mess") { Description = "The share of lines, 0 to 1, that meet what real feeds do.", DefaultValueFactory = _ => 0 };
        var follow = new Option<bool>("--follow") { Description = "Drives by the clock: each file is written when its second has ended. Without --date it begins now." };
        var nested = new Option<bool>("--nested") { Description = "Folders a year, month, day, hour and minute instead of one." };
        var offset = new Option<double>("--clock-hours") { Description = "The clock that names the files, in hours from UTC.", DefaultValueFactory = _ => 0 };
        var command = new ExampleCommand(
            "simulate", "Writes the event files of a simulated fleet.",
            "fleetlake simulate --out events --date 2019-06-01 --vehicles 100 --seed 7",
            "fleetlake simulate --out events --date 2019-06-01 --vehicles 20 --seconds 3600 --mess 0.02",
            "fleetlake simulate --out s3://acme-fleet-events --follow --vehicles 20")
        {
            folder, date, vehicles, organizations, seconds, start, seed, mess, follow, nested, offset,
        };
        command.Validators.Add(call =>
        {
            if (call.GetResult(date) is null && !call.GetValue(follow))
                call.AddError("Option '--date' is required.");
        });
        offset.Validators.Add(result =>
        {
            // Within what a TimeSpan holds; which offsets there are is for the simulator to say.
            if (!(Math.Abs(result.GetValueOrDefault<double>()) <= MostClockHours))
                result.AddError($"--clock-hours: found {result.Tokens[0].Value}, expected a number from -{MostClockHours} to {MostClockHours}.");
        });
        command.SetAction(async (call, cancellation) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            bool isFollowing = call.GetValue(follow);
            bool beginsNow = isFollowing && call.GetValue(date) is null && !IsGiven(call, start);
            var options = new FleetOptions
            {
                Date = call.GetValue(date) ?? DateOnly.FromDateTime(now.UtcDateTime),
                Vehicles = call.GetValue(vehicles),
                Organizations = call.GetValue(organizations),
                Seconds = isFollowing && !IsGiven(call, seconds) ? SecondsOfYear : call.GetValue(seconds),
                StartSecond = beginsNow ? (int)now.TimeOfDay.TotalSeconds : call.GetValue(start),
                Seed = call.GetValue(seed),
                Mess = call.GetValue(mess),
                Layout = call.GetValue(nested) ? SimulatedLayout.Nested : SimulatedLayout.Flat,
                ClockOffset = TimeSpan.FromHours(call.GetValue(offset)),
            };
            string url = call.GetValue(folder)!;
            var summary = isFollowing || ObjectStores.IsS3(url)
                ? await SendAsync(host, url, options, isFollowing ? TimeProvider.System : null, cancellation)
                : Write(host, Path.GetFullPath(url, host.Folder), options, cancellation);
            host.Output.WriteLine(Describe(summary));
            return ExitCodes.Done;
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

    // A bucket is reached as the source is. In a folder a file is there whole or not at all, for somebody may be reading.
    private static async Task<SimulationSummary> SendAsync(
        CommandHost host, string url, FleetOptions options, TimeProvider? clock, CancellationToken cancellation)
    {
        var settings = Settings.Read(host.Folder, null, host.Environment, [(ConfigurationKeys.SourceUrl, url, "--out")]);
        var store = ObjectStores.Open(settings.SourceUrl, settings.SourceS3);
        using var observer = StepObserver.Create(host);
        var feed = new FleetFeed(async (file, stop) => await store.PutAsync(file.Name, file.Bytes, default, stop));
        return await feed.SendAsync(options, clock, new Progress(observer, options.Seconds), cancellation);
    }

    private static bool IsGiven(ParseResult call, Option option) => call.GetResult(option) is { Implicit: false };

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
