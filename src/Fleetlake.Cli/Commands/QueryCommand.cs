using System.CommandLine;
using Fleetlake.Cli.Output;
using Fleetlake.Pipeline.Running;

namespace Fleetlake.Cli.Commands;

/// <summary><c>fleetlake query</c>: asks the warehouse.</summary>
internal static class QueryCommand
{
    public static Command Create(CommandHost host)
    {
        var sql = new Argument<string>("sql") { Description = "One statement that reads." };
        var format = SharedOptions.Format("table", "csv", "json");
        var command = new ExampleCommand(
            "query", "Asks the warehouse and prints the rows.",
            "fleetlake query \"select date, count(*) as updates from update_events group by date order by date\"",
            "fleetlake query \"select * from rejected_events\" --format csv > rejected.csv")
        {
            sql, format,
        };
        SharedOptions.AddConfiguration(command);
        command.SetAction(async (call, cancellation) =>
        {
            var warehouse = SharedOptions.ReadSettings(call, host).OpenWarehouse();
            await using var rows = await warehouse.QueryAsync(call.GetRequiredValue(sql), cancellation);
            await ResultWriter.WriteAsync(host, rows, call.GetValue(format)!, cancellation);
            return ExitCodes.Done;
        });
        return command;
    }
}
