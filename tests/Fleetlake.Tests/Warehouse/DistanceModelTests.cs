using Fleetlake.Warehouse.Models;
using Xunit;

namespace Fleetlake.Tests.Warehouse;

/// <summary>A degree of latitude on the sphere is π × 6371008.8 / 180 = 111195.080 m.</summary>
public abstract class DistanceModelTests(TestEngine engine) : IDisposable
{
    private const string Positions = """
        select strftime(updated_at, '%d %H:%M'), vehicle_id, lat, long, driven_meters, seconds_since_previous, organization_id
        from vehicle_position_data order by organization_id, vehicle_id, updated_at, lat, long
        """;

    private static readonly ModelCatalog Catalog = ModelCatalog.BuiltIn(StagedTables.All);
    private readonly TestWarehouse _warehouse = new(engine);

    public void Dispose()
    {
        _warehouse.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Metres_are_counted_from_the_previous_located_update_of_the_same_day_or_the_day_before()
    {
        await _warehouse.LoadAsync(
            StagedTables.Updates,
            "('v', '2019-06-01 23:00Z', 1, 0, null, 'o')",
            "('v', '2019-06-01 23:30Z', null, null, null, 'o')",
            "('v', '2019-06-02 01:00Z', 2, 0, null, 'o')",
            "('v', '2019-06-04 01:00Z', 3, 0, null, 'o')",
            "('v', '2019-06-04 01:00:00.5Z', 3, 0, null, 'o')");
        await _warehouse.BuildAsync(Catalog, "2019-06-02", "2019-06-04");

        Assert.Equal(
            ["02 01:00 v 2 0 111195.08 7200 o", "04 01:00 v 3 0 0 null o", "04 01:00 v 3 0 0 0.5 o"],
            await _warehouse.QueryAsync(Positions));
    }

    [Fact]
    public async Task Updates_of_one_instant_are_ordered_by_place_and_equal_ones_are_both_rows()
    {
        await _warehouse.LoadAsync(
            StagedTables.Updates,
            "('v', '2019-06-01 10:00Z', 2, 0, null, 'o')",
            "('v', '2019-06-01 10:00Z', 1, 1, null, 'o')",
            "('v', '2019-06-01 10:00Z', 1, 0, '2019-06-01 09:00Z', 'o')",
            "('v', '2019-06-01 10:00Z', 1, 0, '2019-06-01 09:01Z', 'o')");
        await _warehouse.BuildAsync(Catalog, "2019-06-01");

        Assert.Equal(
            ["01 10:00 v 1 0 0 0 o", "01 10:00 v 1 0 0 null o", "01 10:00 v 1 1 111178.144 0 o", "01 10:00 v 2 0 157225.649 0 o"],
            (await _warehouse.QueryAsync(Positions)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Vehicles_of_one_id_in_two_organizations_do_not_meet()
    {
        await _warehouse.LoadAsync(
            StagedTables.Updates, "('v', '2019-06-01 10:00Z', 0, 0, null, 'o')", "('v', '2019-06-01 11:00Z', 0, 180, null, 'p')", "('v', '2019-06-01 12:00Z', 0, 180, null, 'o')");
        await _warehouse.BuildAsync(Catalog, "2019-06-01");

        Assert.Equal(
            ["01 10:00 v 0 0 0 null o", "01 12:00 v 0 180 20015114.442 7200 o", "01 11:00 v 0 180 0 null p"],
            await _warehouse.QueryAsync(Positions));
    }

    [Fact]
    public async Task A_day_sums_up_the_located_updates_of_a_vehicle()
    {
        await _warehouse.LoadAsync(
            StagedTables.Updates,
            "('v', '2019-06-01 10:00Z', 1, 0, null, 'o')",
            "('v', '2019-06-01 11:00Z', 2, 0, null, 'o')",
            "('v', '2019-06-01 12:00Z', 3, 0, null, 'o')",
            "('w', '2019-06-01 12:00Z', null, null, null, 'o')");
        await _warehouse.BuildAsync(Catalog, "2019-06-01");

        Assert.Equal(["2019-06-01 v o 3 222390.16"], await _warehouse.QueryAsync("select * from vehicle_daily_distance"));
        Assert.Empty(await _warehouse.CheckAsync(Catalog.Find("vehicle_daily_distance"), "2019-06-01"));
    }

    [Fact]
    public async Task A_period_counts_what_arrives_from_its_start_to_before_its_finish_and_vehicles_without_positions()
    {
        await LoadPeriodAsync();
        await _warehouse.BuildAsync(Catalog, "2019-06-01");

        Assert.Equal(
            ["2019-06-01 op_1 v o 2 222390.16", "2019-06-01 op_1 w o 0 0"],
            await _warehouse.QueryAsync("select * from operating_period_distance order by all"));
        Assert.Empty(await _warehouse.CheckAsync(Catalog.Find("operating_period_distance"), "2019-06-01"));
        Assert.Equal(
            ["111195.08"],
            await _warehouse.QueryAsync("select avg(m) from (select organization_id, operating_period_id, vehicle_id, sum(driven_meters) as m from operating_period_distance group by organization_id, operating_period_id, vehicle_id) as t"));
    }

    [Fact]
    public async Task Several_dates_in_one_execution_give_the_rows_of_one_by_one()
    {
        await LoadPeriodAsync();
        string[] updates = [.. Enumerable.Range(0, 200).Select(hour =>
            $"('v{hour % 3}', '{new DateTime(2019, 6, 2).AddHours(hour):yyyy-MM-dd HH:mm:ss}Z', {hour % 7}, {hour % 11}, null, 'o')")];
        await _warehouse.LoadAsync(StagedTables.Updates, updates);
        string[] dates = ["2019-06-02", "2019-06-03", "2019-06-05", "2019-06-06", "2019-06-09"];
        await _warehouse.BuildAsync(Catalog, dates);
        var together = await _warehouse.QueryAsync(Positions);

        foreach (var date in dates)
            Assert.Empty(await _warehouse.BuildAsync(Catalog, date));
        Assert.NotEmpty(together);
        Assert.Equal(together, await _warehouse.QueryAsync(Positions));
    }

    private async Task LoadPeriodAsync()
    {
        await _warehouse.LoadAsync(StagedTables.Registers, "('v', '2019-06-01 08:00Z', 'o')", "('w', '2019-06-01 08:00Z', 'o')");
        await _warehouse.LoadAsync(StagedTables.Creates, "('op_1', '2019-06-01 00:00Z', '2019-06-01 10:00Z', '2019-06-01 12:00Z', 'o')");
        await _warehouse.LoadAsync(
            StagedTables.Updates,
            "('v', '2019-06-01 09:00Z', 1, 0, null, 'o')",
            "('v', '2019-06-01 10:00Z', 2, 0, null, 'o')",
            "('v', '2019-06-01 11:00Z', 3, 0, null, 'o')",
            "('v', '2019-06-01 12:00Z', 9, 0, null, 'o')",
            "('w', '2019-06-01 12:00Z', 9, 0, null, 'o')");
    }
}

public sealed class DuckDbDistanceModelTests() : DistanceModelTests(TestEngine.DuckDb);

public sealed class ClickHouseDistanceModelTests() : DistanceModelTests(TestEngine.ClickHouse);

public sealed class RedshiftDistanceModelTests() : DistanceModelTests(TestEngine.Redshift);
