using Fleetlake.Warehouse.Models;
using Xunit;

namespace Fleetlake.Tests.Warehouse;

public abstract class CheckTests(TestEngine engine, string refusal) : IDisposable
{
    private readonly TestWarehouse _warehouse = new(engine);

    public void Dispose()
    {
        _warehouse.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("not_null updates, note", 2, "note=null")]
    [InlineData("not_null updates", 0, "")]
    [InlineData("unique note", 1, "note=null, equal_rows=2")]
    [InlineData("unique organization_id, note", 0, "")]
    [InlineData("unique updates", 1, "updates=1, equal_rows=2")]
    [InlineData("between updates 0 1", 0, "")]
    [InlineData("between updates 2 9.5", 2, "organization_id=o")]
    [InlineData("references organization_id in update_events", 0, "")]
    [InlineData("query \"no o\": select * from {{ this }} where organization_id = 'o'", 1, "date=2019-06-01, organization_id=o, updates=1, note=null")]
    [InlineData("query \"no q\": select * from {{ this }} where organization_id = 'q'", 0, "")]
    [InlineData("query \"dates\": select * from {{ this }} as t left join {{ dates }} as d on d.date = t.date where d.date is null", 0, "")]
    public async Task A_test_gives_the_rows_that_break_it(string test, long failingRows, string example)
    {
        var model = Counts(test);
        await BuildAsync(model);

        var failures = await _warehouse.CheckAsync(model, "2019-06-01");

        Assert.Equal(failingRows, failures.Sum(failure => failure.FailingRows));
        Assert.Equal(failingRows == 0 ? model.Hash : null, await CheckedAsync());
        if (failingRows > 0)
        {
            Assert.Equal(test, Assert.Single(failures).Test);
            Assert.Contains(example, string.Join('|', failures[0].Examples), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_reference_that_is_not_there_fails()
    {
        var model = Counts("references organization_id in update_events", "u.organization_id as organization_id", "u.organization_id || '?' as organization_id");
        await BuildAsync(model);

        Assert.Equal(2, Assert.Single(await _warehouse.CheckAsync(model, "2019-06-01")).FailingRows);
    }

    [Fact]
    public async Task A_check_that_fails_takes_back_that_it_passed_and_so_do_new_rows()
    {
        var good = Counts("not_null updates");
        await BuildAsync(good);
        await _warehouse.CheckAsync(good, "2019-06-01");
        await _warehouse.CheckAsync(Counts("not_null note"), "2019-06-01");
        Assert.Null(await CheckedAsync());

        await _warehouse.CheckAsync(good, "2019-06-01");
        Assert.Equal(good.Hash, await CheckedAsync());
        await _warehouse.LoadAsync(StagedTables.Updates, "('v', '2019-06-01 10:00Z', 1, 1, null, 'o')");
        await _warehouse.BuildAsync(Catalog("not_null updates"), "2019-06-01");
        Assert.Null(await CheckedAsync());
    }

    [Fact]
    public async Task A_test_that_the_engine_refuses_is_told_with_its_line()
    {
        var model = Counts("query \"no x\": select x from {{ this }}");
        await BuildAsync(model);

        var exception = await Assert.ThrowsAsync<FleetlakeException>(() => _warehouse.CheckAsync(model, "2019-06-01"));

        Assert.Equal(FaultKind.Failed, exception.Kind);
        Assert.Contains($"counts.sql:11: {refusal}", exception.Message, StringComparison.Ordinal);
    }

    private async Task BuildAsync(Model model)
    {
        await _warehouse.LoadAsync(StagedTables.Updates, "('v', '2019-06-01 10:00Z', 1, 1, null, 'o')", "('v', '2019-06-01 10:00Z', 1, 1, null, 'p')");
        await using var session = await _warehouse.Warehouse.OpenAsync(TestWarehouse.Cancellation);
        await session.CreateTableAsync(model.Table, TestWarehouse.Cancellation);
        await session.BuildAsync(model, [new(TestWarehouse.Day("2019-06-01"), "inputs")], TestWarehouse.Cancellation);
    }

    private async Task<string?> CheckedAsync() =>
        (await _warehouse.Warehouse.PartitionsAsync(TestWarehouse.Cancellation)).Single(state => state.Table == "counts").Checked;

    private static Model Counts(string test, string find = "", string replacement = "") => Catalog(test, find, replacement).Find("counts");

    private static ModelCatalog Catalog(string test, string find = "", string replacement = "")
    {
        var text = ModelFiles.Good("counts", "not_null organization_id", test).Replace("max('note')", "cast(null as varchar)", StringComparison.Ordinal);
        using var files = new ModelFiles().Add("counts.sql", find.Length == 0 ? text : text.Replace(find, replacement, StringComparison.Ordinal));
        return ModelCatalog.FromFolder(files.Path, StagedTables.All);
    }
}

public sealed class DuckDbCheckTests() : CheckTests(TestEngine.DuckDb, "Binder Error");

public sealed class ClickHouseCheckTests() : CheckTests(TestEngine.ClickHouse, "Unknown expression identifier `x`");

public sealed class RedshiftCheckTests() : CheckTests(TestEngine.Redshift, "column \"x\" does not exist");
