using System.CommandLine;
using Fleetlake.Cli.Output;
using Fleetlake.Cli.Serving;
using Fleetlake.Pipeline;
using Fleetlake.Pipeline.Configuration;
using Fleetlake.Pipeline.Lineage;
using Fleetlake.Pipeline.Running;
using Fleetlake.Pipeline.Scheduling;
using Fleetlake.Pipeline.Steps;

namespace Fleetlake.Cli.Commands;

/// <summary><c>fleetlake serve</c>: runs dates by a schedule until it is stopped.</summary>
internal static class ServeCommand
{
    public static Command Create(CommandHost host)
    {
        var noConsole = new Option<bool>("--no-console") { Description = "The scheduler alone, without the web console." };
        var listen = new Option<string?>("--listen") { Description = $"{Capitalized(ConfigurationKeys.ServeUrl.Description)}.", HelpName = "url" };
        var command = new ExampleCommand(
            "serve", "Runs the days that have ended by a schedule, and those that were missed or have changed, until it is stopped.",
            "fleetlake serve --no-console", "fleetlake serve --no-console --listen http://127.0.0.1:9000")
        {
            noConsole, listen,
        };
        SharedOptions.AddConfiguration(command);
        command.SetAction(async (call, cancellation) =>
        {
            if (!call.GetValue(noConsole))
                throw new PipelineException(FaultKind.Caller, "the web console is not part of this build: `fleetlake serve --no-console` is the scheduler alone.");
            var settings = SharedOptions.ReadSettings(call, host, (ConfigurationKeys.ServeUrl, call.GetValue(listen), "--listen"));
            using var observer = StepObserver.Create(host);
            await RunAsync(settings, settings.Open(), observer, cancellation);
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task RunAsync(Settings settings, Workspace work, StepObserver observer, CancellationToken cancellation)
    {
        await EnsureReadableAsync(work, cancellation);
        await using var lineage = LineageObserver.Over(observer, settings, work, observer.Say);
        var scheduler = new Scheduler(work, settings.Schedule, lineage, new ScheduleObserver(observer));
        await using var health = HealthListener.Start(settings.ServeUrl, () => scheduler.Status);
        observer.Say($"serve: answers at {settings.ServeUrl.TrimEnd('/')}/health/ready; the next run is at {scheduler.Status.NextRun:yyyy-MM-dd'T'HH:mm:ss'Z'}.");
        try
        {
            await scheduler.RunAsync(cancellation);
        }
        catch (RunStoppedException stopped)
        {
            // Whoever ends a server has what was asked for: a supervisor that starts what failed is not to start it again.
            observer.Say($"{RunText.Stopped(stopped.Record)}");
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            observer.Say("serve: stopped.");
        }
    }

    // What the caller can mend is told before anything is served; a server that is away may come back.
    private static async Task EnsureReadableAsync(Workspace work, CancellationToken cancellation)
    {
        try
        {
            await work.Source.Store.EnsureReadableAsync(cancellation);
        }
        catch (FleetlakeException fault) when (fault.IsTransient)
        {
            // The first look tells it, and tries again.
        }
    }

    private static string Capitalized(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}";
}
