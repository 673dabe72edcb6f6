using System.CommandLine;
using Fleetlake.Cli.Output;
using Fleetlake.Pipeline;
using Fleetlake.Pipeline.History;
using Fleetlake.Pipeline.Lineage;
using Fleetlake.Pipeline.Planning;
using Fleetlake.Pipeline.Running;

namespace Fleetlake.Cli.Commands;

/// <summary>Each step of a plan as a command of its own, for orchestrators.</summary>
internal static class StepCommands
{
    private const int NoObjects = 99;

    public static IEnumerable<Command> Create(CommandHost host)
    {
        yield return Create(host, StepKind.Extract, "extract", "Takes a date's objects into raw and judges every line.", null);
        yield return Create(host, StepKind.Stage, "stage", "Stages the event dates that a date touches.", "--event");
        yield return Create(host, StepKind.Load, "load", "Loads the staged partitions that a date touches into the warehouse.", "--name");
        yield return Create(host, StepKind.Model, "model", "Builds the models for the dates that a date changes.", "--name");
        yield return Create(host, StepKind.Check, "check", "Runs the models' tests on what a date changes.", "--name");
    }

    private static ExampleCommand Create(CommandHost host, StepKind kind, string name, string description, string? targetFlag)
    {
        var date = SharedOptions.Date("--date", "The source date: the UTC day of the files' names.", isRequired: true);
        var force = new Option<bool>("--force") { Description = "Do it again, whatever is there." };
        var format = SharedOptions.Format(RunText.Formats);
        var target = targetFlag is null ? null : new Option<string?>(targetFlag)
        {
            Description = targetFlag == "--event" ? "One event type; without it all." : "One table or model; without it all.",
            HelpName = "name",
        };
        var command = new ExampleCommand(
            name, description, $"fleetlake {name} --date 2019-06-01",
            targetFlag is null ? $"fleetlake {name} --date 2019-06-01 --skip-code 99" : $"fleetlake {name} --date 2019-06-01 {targetFlag} {Sample(kind)}")
        {
            date, force, format,
        };
        if (target is not null)
            command.Add(target);
        var prune = new Option<bool>("--prune") { Description = "Forget the rows of objects that are gone from the source." };
        var skipCode = new Option<int?>("--skip-code") { Description = $"The exit code of a date without objects, such as {NoObjects}.", HelpName = "code" };
        if (kind == StepKind.Extract)
        {
            command.Add(prune);
            command.Add(skipCode);
        }

        SharedOptions.AddConfiguration(command);
        command.SetAction(async (call, cancellation) =>
        {
            var options = new RunOptions(call.GetValue(force), kind == StepKind.Extract && call.GetValue(prune));
            var settings = SharedOptions.ReadSettings(call, host);
            var work = settings.Open();
            using var observer = StepObserver.Create(host);
            RunRecord run;
            // What lineage has to say comes before the result, which is the last line.
            await using (var lineage = LineageObserver.Over(observer, settings, work, observer.Say))
            {
                var runner = new Runner(work, lineage);
                var steps = Steps(runner.Plan, kind, target is null ? null : call.GetValue(target), targetFlag);
                run = await runner.RunOnlyAsync(call.GetRequiredValue(date), steps, options, cancellation);
            }

            RunText.Write(host, [run], call.GetValue(format)!, work.Lake.Raw);
            if (kind == StepKind.Extract && run.ExitCode == ExitCodes.Done && call.GetValue(skipCode) is { } code
                && await work.Commits.FindAsync(run.Date, cancellation) is { Listing.Objects: 0, CarriedObjects: 0 })
            {
                return code;
            }

            return run.ExitCode;
        });
        return command;
    }

    private static List<PlanStep> Steps(Plan plan, StepKind kind, string? target, string? flag)
    {
        var steps = plan.Steps.Where(step => step.Kind == kind).ToList();
        if (target is null)
            return steps;
        var chosen = steps.FindAll(step => step.Target == target);
        return chosen.Count > 0
            ? chosen
            : throw new PipelineException(
                FaultKind.Caller, $"{flag}: found \"{target}\", expected one of {string.Join(", ", steps.Select(step => step.Target))}.");
    }

    private static string Sample(StepKind kind) => kind switch
    {
        StepKind.Stage => "update",
        StepKind.Load => "update_events",
        _ => "NAME",
    };
}
