using Fleetlake.Warehouse.Models;
using Xunit;

namespace Fleetlake.Tests.Warehouse;

public abstract class OperationModelTests(TestEngine engine) : IDisposable
{
    private const string Operations = """
        select date, vehicle_id, operating_period_id, strftime(operation_start, '%d %H:%M'), strftime(operation_finish, '%d %H:%M'), organization_id
        from vehicle_operation_metadata order by all
        """;

    private const string WholeTime = "('op_1', '2019-06-01 00:00Z', '2019-05-01 00:00Z', '2019-07-01 00:00Z', 'o')";
    private static readonly ModelCatalog Catalog = ModelCatalog.BuiltIn(StagedTables.All);
    private readonly TestWarehouse _warehouse = new(engine);

    public void Dispose()
    {
        _warehouse.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_stay_is_cut_at_midnight_and_has_a_row_a_day()
    {
        await _warehouse.LoadAsync(StagedTables.Registers, "('v', '2019-06-01 22:00Z', 'o')");
        await _warehouse.LoadAsync(StagedTables.Deregisters, "('v', '2019-06-03 02:00Z', 'o')");
        await _warehouse.LoadAsync(StagedTables.Creates, WholeTime);

        await ExpectAsync(
            ["2019-06-01", "2019-06-02", "2019-06-03", "2019-06-04"],
            "2019-06-01 v op_1 01 22:00 02 00:00 o",
            "2019-06-02 v op_1 02 00:00 03 00:00 o",
            "2019-06-03 v op_1 03 00:00 03 02:00 o");
    }

    [Fact]
    public async Task A_stay_or_a_period_that_ends_at_midnight_has_no_row_on_the_next_day()
    {
        await _warehouse.LoadAsync(StagedTables.Registers, "('v', '2019-06-01 22:00Z', 'o')", "('w', '2019-06-01 23:00Z', 'p')");
        await _warehouse.LoadAsync(StagedTables.Deregisters, "('v', '2019-06-02 00:00Z', 'o')");
        await _warehouse.LoadAsync(StagedTables.Creates, WholeTime, "('op_1', '2019-06-01 00:00Z', '2019-06-01 00:00Z', '2019-06-02 00:00Z', 'p')");

        await ExpectAsync(["2019-06-01", "2019-06-02"], "2019-06-01 v op_1 01 22:00 02 00:00 o", "2019-06-01 w op_1 01 23:00 02 00:00 p");
    }

    [Fact]
    public async Task Registers_with_the_same_next_deregister_are_one_stay_and_a_vehicle_can_have_several()
    {
        await _warehouse.LoadAsync(
            StagedTables.Registers,
            "('v', '2019-06-01 08:00Z', 'o')", "('v', '2019-06-01 09:00Z', 'o')", "('v', '2019-06-01 12:00Z', 'o')", "('v', '2019-06-01 13:00Z', 'o')");
        await _warehouse.LoadAsync(StagedTables.Deregisters, "('v', '2019-06-01 07:00Z', 'o')", "('v', '2019-06-01 10:00Z', 'o')", "('v', '2019-06-01 11:00Z', 'o')");
        await _warehouse.LoadAsync(StagedTables.Creates, WholeTime);

        await ExpectAsync(["2019-06-01"], "2019-06-01 v op_1 01 08:00 01 10:00 o", "2019-06-01 v op_1 01 12:00 02 00:00 o");
    }

    [Fact]
    public async Task A_deregister_at_the_instant_of_a_register_does_not_end_its_stay_but_ends_the_one_before()
    {
        await _warehouse.LoadAsync(StagedTables.Registers, "('v', '2019-06-01 08:00Z', 'o')", "('v', '2019-06-01 10:00Z', 'o')", "('w', '2019-06-01 10:00Z', 'o')");
        await _warehouse.LoadAsync(StagedTables.Deregisters, "('v', '2019-06-01 10:00Z', 'o')", "('w', '2019-06-01 10:00Z', 'o')", "('w', '2019-06-01 11:00Z', 'o')");
        await _warehouse.LoadAsync(StagedTables.Creates, WholeTime);

        await ExpectAsync(
            ["2019-06-01"],
            "2019-06-01 v op_1 01 08:00 01 10:00 o",
            "2019-06-01 v op_1 01 10:00 02 00:00 o",
            "2019-06-01 w op_1 01 10:00 01 11:00 o");
    }

    [Fact]
    public async Task The_last_create_counts_then_the_later_start_then_the_later_finish()
    {
        await _warehouse.LoadAsync(StagedTables.Registers, "('v', '2019-06-01 00:00Z', 'o')");
        await _warehouse.LoadAsync(
            StagedTables.Creates,
            "('op_1', '2019-06-01 09:00Z', '2019-06-01 01:00Z', '2019-06-01 02:00Z', 'o')",
            "('op_1', '2019-06-01 08:00Z', '2019-06-01 20:00Z', '2019-06-01 21:00Z', 'o')",
            "('op_2', '2019-06-01 09:00Z', '2019-06-01 03:00Z', '2019-06-01 06:00Z', 'o')",
            "('op_2', '2019-06-01 09:00Z', '2019-06-01 04:00Z', '2019-06-01 05:00Z', 'o')",
            "('op_3', '2019-06-01 09:00Z', '2019-06-01 03:00Z', '2019-06-01 04:00Z', 'o')",
            "('op_3', '2019-06-01 09:00Z', '2019-06-01 03:00Z', '2019-06-01 05:00Z', 'o')");

        await ExpectAsync(
            ["2019-06-01"],
            "2019-06-01 v op_1 01 01:00 01 02:00 o",
            "2019-06-01 v op_2 01 04:00 01 05:00 o",
            "2019-06-01 v op_3 01 03:00 01 05:00 o");
    }

    [Fact]
    public async Task A_delete_at_or_after_the_last_create_ends_a_period_and_an_earlier_one_does_nothing()
    {
        await _warehouse.LoadAsync(StagedTables.Registers, "('v', '2019-06-01 00:00Z', 'o')");
        await _warehouse.LoadAsync(
            StagedTables.Creates,
            "('at', '2019-06-01 09:00Z', '2019-06-01 01:00Z', '2019-06-01 02:00Z', 'o')",
            "('before', '2019-06-01 09:00Z', '2019-06-01 01:00Z', '2019-06-01 02:00Z', 'o')",
            "('between', '2019-06-01 07:00Z', '2019-06-01 05:00Z', '2019-06-01 06:00Z', 'o')",
            "('between', '2019-06-01 09:00Z', '2019-06-01 01:00Z', '2019-06-01 02:00Z', 'o')",
            "('later', '2019-06-01 09:00Z', '2019-06-01 01:00Z', '2019-06-01 02:00Z', 'o')",
            "('other', '2019-06-01 09:00Z', '2019-06-01 01:00Z', '2019-06-01 02:00Z', 'o')");
        await _warehouse.LoadAsync(
            StagedTables.Deletes,
            "('at', '2019-06-01 09:00Z', null, null, 'o')",
            "('before', '2019-06-01 08:59Z', null, null, 'o')",
            "('between', '2019-06-01 08:00Z', null, null, 'o')",
            "('later', '2019-06-05 00:00Z', null, null, 'o')",
            "('other', '2019-06-05 00:00Z', null, null, 'another organization')");

        await ExpectAsync(
            ["2019-06-01"],
            "2019-06-01 v before 01 01:00 01 02:00 o",
            "2019-06-01 v between 01 01:00 01 02:00 o",
            "2019-06-01 v other 01 01:00 01 02:00 o");
    }

    [Fact]
    public async Task Organizations_with_the_same_ids_are_apart()
    {
        await _warehouse.LoadAsync(StagedTables.Registers, "('v', '2019-06-01 08:00Z', 'o')", "('v', '2019-06-01 09:00Z', 'p')");
        await _warehouse.LoadAsync(StagedTables.Deregisters, "('v', '2019-06-01 10:00Z', 'p')");
        await _warehouse.LoadAsync(StagedTables.Creates, WholeTime, "('op_1', '2019-06-01 00:00Z', '2019-06-01 09:30Z', '2019-06-01 12:00Z', 'p')");

        await ExpectAsync(["2019-06-01"], "2019-06-01 v op_1 01 08:00 02 00:00 o", "2019-06-01 v op_1 01 09:30 01 10:00 p");
    }

    [Fact]
    public async Task A_touch_of_an_instant_is_no_overlap()
    {
        await _warehouse.LoadAsync(StagedTables.Registers, "('v', '2019-06-01 08:00Z', 'o')");
        await _warehouse.LoadAsync(StagedTables.Deregisters, "('v', '2019-06-01 09:00Z', 'o')");
        await _warehouse.LoadAsync(
            StagedTables.Creates,
            "('op_1', '2019-06-01 00:00Z', '2019-06-01 09:00Z', '2019-06-01 12:00Z', 'o')",
            "('op_2', '2019-06-01 00:00Z', '2019-06-01 08:30Z', '2019-06-01 08:30Z', 'o')");

        await ExpectAsync(["2019-06-01"]);
    }

    [Fact]
    public async Task A_deregister_of_a_later_day_changes_nothing_on_the_days_before_it()
    {
        await _warehouse.LoadAsync(StagedTables.Registers, "('v', '2019-06-01 08:00Z', 'o')", "('v', '2019-06-03 08:00Z', 'o')");
        await _warehouse.LoadAsync(StagedTables.Deregisters, "('v', '2019-06-02 09:00Z', 'o')", "('v', '2019-06-04 09:00Z', 'o')");
        await _warehouse.LoadAsync(StagedTables.Creates, WholeTime);
        string[] dates = ["2019-06-01", "2019-06-02", "2019-06-03", "2019-06-04", "2019-06-05"];
        foreach (var date in dates.Reverse())
            await _warehouse.BuildAsync(Catalog, date);
        var oneByOne = await _warehouse.QueryAsync(Operations);

        Assert.Empty(await _warehouse.BuildAsync(Catalog, dates));
        Assert.Equal(4, oneByOne.Length);
        Assert.Equal(oneByOne, await _warehouse.QueryAsync(Operations));
    }

    private async Task ExpectAsync(string[] dates, params string[] rows)
    {
        await _warehouse.BuildAsync(Catalog, dates);

        Assert.Equal(rows, await _warehouse.QueryAsync(Operations));
        foreach (var date in dates)
            Assert.Empty(await _warehouse.CheckAsync(Catalog.Find("vehicle_operation_metadata"), date));
    }
}

public sealed class DuckDbOperationModelTests() : OperationModelTests(TestEngine.DuckDb);

public sealed class ClickHouseOperationModelTests() : OperationModelTests(TestEngine.ClickHouse);

public sealed class RedshiftOperationModelTests() : OperationModelTests(TestEngine.Redshift);
