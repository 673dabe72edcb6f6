using System.CommandLine;
using Fleetlake.Warehouse.Spark;

namespace Fleetlake.Cli.Commands;

/// <summary><c>fleetlake contracts</c>: the event contracts, the lake's files and the models, for programs of other languages.</summary>
internal static class ContractsCommand
{
    public static Command Create(CommandHost host)
    {
        var format = SharedOptions.Format("spark", "catalog");
        var command = new ExampleCommand(
            "contracts", "Prints the contracts and the models as JSON: for the Spark job, or as tables of the Data Catalog.",
            "fleetlake contracts --format spark > fleetlake_glue/contract.json", "fleetlake contracts --format catalog")
        {
            format,
        };
        SharedOptions.AddConfiguration(command);
        command.SetAction(call =>
        {
            var models = SharedOptions.ReadSettings(call, host).OpenModels();
            host.Output.Write(call.GetValue(format) == "catalog" ? LakeCatalog.Of(models) : SparkContract.Of(models));
            return 0;
        });
        return command;
    }
}
