using System.Runtime.CompilerServices;
using System.Text.Json;
using Fleetlake.Pipeline.Steps;
using Fleetlake.Warehouse.Models;
using Fleetlake.Warehouse.Spark;
using Xunit;

namespace Fleetlake.Tests.Glue;

/// <summary>What is generated from the contracts and the models for other programs is what is in the repository.</summary>
public sealed class GeneratedFilesTests
{
    private static readonly ModelCatalog Models = ModelCatalog.BuiltIn(Workspace.StagedTables);

    [Fact]
    public void Contract_of_the_spark_job_is_current() =>
        AssertCurrent("deploy/glue/fleetlake_glue/contract.json", SparkContract.Of(Models), "fleetlake contracts --format spark");

    [Fact]
    public void Tables_of_the_catalog_are_current() =>
        AssertCurrent("deploy/aws/catalog.json", LakeCatalog.Of(Models), "fleetlake contracts --format catalog");

    [Fact]
    public void Every_table_of_the_catalog_is_projected_by_date_and_names_its_folder()
    {
        using var catalog = JsonDocument.Parse(LakeCatalog.Of(Models));
        var tables = catalog.RootElement.GetProperty("tables").EnumerateArray().ToDictionary(table => table.GetProperty("name").GetString()!);

        Assert.Equal(
            ["create_events", "delete_events", "deregister_events", "operating_period_distance", "raw", "register_events", "rejected_events",
                "update_events", "vehicle_daily_distance", "vehicle_operation_metadata", "vehicle_position_data"],
            tables.Keys.Order(StringComparer.Ordinal));
        Assert.All(tables.Values, table =>
        {
            Assert.DoesNotContain("date", table.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("name").GetString()));
            Assert.StartsWith("{location}date=${date}/", table.GetProperty("parameters").GetProperty("storage.location.template").GetString());
        });
        Assert.Equal("injected", tables["raw"].GetProperty("parameters").GetProperty("projection.event.type").GetString());
    }

    private static void AssertCurrent(string path, string generated, string command, [CallerFilePath] string here = "")
    {
        string root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
        string found = File.ReadAllText(Path.Combine(root, path));
        Assert.True(found == generated, $"{path} is not what the contracts and models say now: `{command} > {path}` makes it anew.");
    }
}
