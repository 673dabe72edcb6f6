using System.CommandLine;
using Fleetlake.Cli.Output;
using Fleetlake.Lake;
using Fleetlake.Pipeline;
using Fleetlake.Pipeline.History;
using Fleetlake.Pipeline.Lineage;
using Fleetlake.Pipeline.Running;
using Fleetlake.Pipeline.Scheduling;

namespace Fleetlake.Cli.Commands;

/// <summary><c>fleetlake run</c>: all steps for a date or a range of dates.</summary>
internal static class RunCommand
{
    public static Command Create(CommandHost host)
    {
        var from = SharedOptions.Date("--date", "The source date: the UTC day of the files' names.", isRequired: true);
        var to = SharedOptions.OptionalDate("--to", "The last date of a range that begins with --date.");
        var force = new Option<bool>("--force") { Description = "Do everything again, and go on where files of the lake are corrupt." };
        var prune = new Option<bool>("--prune") { Description = "Forget the rows of objects that are gone from the source." };
        var days = SharedOptions.LookbackDays();
        var format = SharedOptions.Format(RunText.Formats);
        var command = new ExampleCommand(
            "run", "Runs a date: extract, stage, load, models and checks. What is as it should be is left alone.",
            "fleetlake run --date 2019-06-01",
            "fleetlake run --date 2019-06-01 --to 2019-06-30",
            "fleetlake run --date 2019-06-01 --source events --time-zone America/Sao_Paulo")
        {
            from, to, force, prune, days, format,
        };
        SharedOptions.AddConfiguration(command);
        command.SetAction((call, cancellation) =>
        {
            var first = call.GetRequiredValue(from);
            var dates = new DateRange(first, call.GetValue(to) ?? first);
            return RunAsync(call, host, dates, new RunOptions(call.GetValue(force), call.GetValue(prune)), call.GetValue(days), call.GetValue(format)!, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult call, CommandHost host, DateRange range, RunOptions options, int? days, string format, CancellationToken cancellation)
    {
        range.EnsureOrdered();
        var settings = SharedOptions.ReadSettings(call, host);
        var work = settings.Open();
        await work.Source.Store.EnsureReadableAsync(cancellation);
        using var observer = StepObserver.Create(host);
        var lookback = await new SourceChanges(work).BeforeAsync(range.First, days ?? settings.LookbackDays, cancellation);
        var runs = new List<RunRecord>();
        // What lineage has to say comes before the result, which is the last line.
        await using (var lineage = LineageObserver.Over(observer, settings, work, observer.Say))
        {
            var runner = new Runner(work, lineage);
            foreach (var date in lookback.Concat(range.Dates))
                runs.Add(await runner.RunAsync(date, options, cancellation));
        }

        RunText.Write(host, runs, format, work.Lake.Raw);
        return ExitCodes.Of(runs.SelectMany(run => run.Steps).Where(step => step.Fault is not null).Select(step => step.Fault!.Value));
    }
}

/// <summary>Dates from the first to the last, both included.</summary>
internal readonly record struct DateRange(DateOnly First, DateOnly Last)
{
    public IEnumerable<DateOnly> Dates
    {
        get
        {
            for (var date = First; date <= Last; date = date.AddDays(1))
                yield return date;
        }
    }

    public void EnsureOrdered()
    {
        if (Last < First)
        {
            throw new PipelineException(
                FaultKind.Caller, $"--to: found {LakeLayout.Date(Last)}, expected {LakeLayout.Date(First)} (the first date) or later.");
        }
    }
}
