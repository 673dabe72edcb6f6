using System.CommandLine;
using System.Text.Json;
using Fleetlake.Lake;
using Fleetlake.Pipeline.Configuration;
using Fleetlake.Pipeline.Running;
using Fleetlake.Pipeline.Scheduling;
using Spectre.Console;

namespace Fleetlake.Cli.Commands;

/// <summary><c>fleetlake changes</c>: the dates to run again because their objects have changed, for orchestrators.</summary>
internal static class ChangesCommand
{
    public static Command Create(CommandHost host)
    {
        var date = SharedOptions.OptionalDate("--date", "The date after the last that is looked at; without it today in UTC.");
        var days = SharedOptions.LookbackDays();
        var format = SharedOptions.Format("json", "table");
        var command = new ExampleCommand(
            "changes", "Lists past dates again and prints those to run, because objects have come, changed or gone since.",
            "fleetlake changes --days 3", "fleetlake changes --date 2019-06-08 --days 7 --format table")
        {
            date, days, format,
        };
        SharedOptions.AddConfiguration(command);
        command.SetAction(async (call, cancellation) =>
        {
            var settings = SharedOptions.ReadSettings(call, host);
            var work = settings.Open();
            int lookback = call.GetValue(days) ?? settings.LookbackDays;
            if (lookback == 0)
                await host.Error.WriteLineAsync($"No date is looked at: give --days, or set {ConfigurationKeys.LookbackDays.Name}.");
            var last = call.GetValue(date) ?? DateOnly.FromDateTime(work.Time.GetUtcNow().UtcDateTime);
            Write(host, await new SourceChanges(work).BeforeAsync(last, lookback, cancellation), call.GetValue(format)!);
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Write(CommandHost host, IReadOnlyList<DateOnly> dates, string format)
    {
        var names = dates.Select(LakeLayout.Date);
        if (format == "json")
        {
            host.Output.WriteLine($"{{\"dates\":{JsonSerializer.Serialize(names)}}}");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumn("date");
        foreach (string name in names)
            table.AddRow(name);
        host.OutputConsole().Write(table);
    }
}
