using System.Runtime.CompilerServices;
using Fleetlake.Warehouse.Models;
using Xunit;

namespace Fleetlake.Tests.Warehouse;

public sealed class ModelsGuideTests
{
    [Theory]
    [InlineData(TestEngine.DuckDb)]
    [InlineData(TestEngine.ClickHouse)]
    [InlineData(TestEngine.Redshift)]
    public async Task The_example_of_the_guide_runs_beside_the_built_in_models(TestEngine engine)
    {
        using var warehouse = new TestWarehouse(engine);
        using var folder = new TestFolder();
        foreach (var source in ModelSources.BuiltIn())
            folder.Write(source.Path["models/".Length..], source.Text);
        folder.Write("silent_vehicles.sql", Example());
        var catalog = ModelCatalog.FromFolder(folder.Path, StagedTables.All);
        await warehouse.LoadAsync(StagedTables.Registers, [.. "abcd".Select(vehicle => $"('{vehicle}', '2019-06-01 00:00Z', 'o')")]);
        await warehouse.LoadAsync(StagedTables.Creates, "('op', '2019-06-01 00:00Z', '2019-06-01 00:00Z', '2019-07-01 00:00Z', 'o')");
        await warehouse.LoadAsync(
            StagedTables.Updates,
            "('a', '2019-06-01 10:00Z', 1, 1, null, 'o')", "('a', '2019-06-01 11:00Z', 1, 1, null, 'o')", "('b', '2019-06-01 10:00Z', 1, 1, null, 'o')",
            "('c', '2019-05-31 10:00Z', null, null, null, 'o')", "('d', '2019-05-30 10:00Z', 1, 1, null, 'o')");

        await warehouse.BuildAsync(catalog, "2019-05-31", "2019-06-01");

        Assert.Equal(
            ["2019-06-01 b 1 01 10:00", "2019-06-01 c 0 31 10:00", "2019-06-01 d 0 null"],
            await warehouse.QueryAsync("select date, vehicle_id, positions, strftime(last_seen_at, '%d %H:%M') from silent_vehicles order by all"));
        Assert.Empty(await warehouse.CheckAsync(catalog.Find("silent_vehicles"), "2019-06-01"));
    }

    private static string Example([CallerFilePath] string thisFile = "")
    {
        var guide = File.ReadAllText(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", "docs", "models.md"));
        var start = guide.IndexOf("```sql\n", guide.IndexOf("<!-- example: silent_vehicles.sql -->", StringComparison.Ordinal), StringComparison.Ordinal) + "```sql\n".Length;
        return guide[start..guide.IndexOf("```", start, StringComparison.Ordinal)];
    }
}
