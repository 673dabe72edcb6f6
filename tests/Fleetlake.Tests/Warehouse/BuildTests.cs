using Fleetlake.Warehouse.Freshness;
using Xunit;
using static Fleetlake.Tests.Warehouse.TestWarehouse;

namespace Fleetlake.Tests.Warehouse;

public abstract class BuildTests(TestEngine engine) : IDisposable
{
    private readonly TestWarehouse _warehouse = new(engine);
    private readonly ModelFiles _files = new();

    public void Dispose()
    {
        _warehouse.Dispose();
        _files.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Only_the_partitions_whose_rows_changed_get_a_new_version()
    {
        var catalog = _files.Add("counts.sql", ModelFiles.Good("counts")).Read();
        await _warehouse.LoadAsync(StagedTables.Updates, "('v', '2019-06-01 10:00Z', 1, 1, null, 'o')", "('v', '2019-06-02 10:00Z', 1, 1, null, 'o')");
        Assert.Equal(3, (await _warehouse.BuildAsync(catalog, "2019-06-01", "2019-06-02", "2019-06-03")).Count);
        var before = await _warehouse.Warehouse.PartitionsAsync(Cancellation);

        // The first day is loaded anew with a row that its count does not show, the second with one more.
        await _warehouse.LoadAsync(
            StagedTables.Updates, "('v', '2019-06-01 11:00Z', 1, 1, null, 'o')", "('v', '2019-06-02 10:00Z', 1, 1, null, 'o')", "('v', '2019-06-02 11:00Z', 1, 1, null, 'o')");
        Assert.Equal([new TableDate("counts", Day("2019-06-02"))], await _warehouse.BuildAsync(catalog, "2019-06-01", "2019-06-02", "2019-06-03"));
        var after = await _warehouse.Warehouse.PartitionsAsync(Cancellation);

        Assert.Equal(before[0].Version, after[0].Version);
        Assert.NotEqual(before[0].Inputs, after[0].Inputs);
        Assert.NotEqual(before[1].Version, after[1].Version);
        Assert.Equal(before[2], after[2]);
        Assert.Equal([1, 1, 0], after.Take(3).Select(state => state.Rows));
        Assert.Equal(["2019-06-01 1", "2019-06-02 2"], await _warehouse.QueryAsync("select date, updates from counts order by date"));
    }

    [Fact]
    public async Task Rows_that_come_out_the_same_keep_what_checked_them_and_take_their_new_inputs()
    {
        var catalog = _files.Add("counts.sql", ModelFiles.Good("counts")).Read();
        await _warehouse.LoadAsync(StagedTables.Updates, "('v', '2019-06-01 10:00Z', 1, 1, null, 'o')");
        await _warehouse.BuildAsync(catalog, "2019-06-01");
        await _warehouse.CheckAsync(catalog.Find("counts"), "2019-06-01");
        var before = (await _warehouse.Warehouse.PartitionsAsync(Cancellation))[0];
        await _warehouse.LoadAsync(StagedTables.Updates, "('v', '2019-06-01 11:00Z', 1, 1, null, 'o')");

        Assert.Empty(await _warehouse.BuildAsync(catalog, "2019-06-01"));
        var after = (await _warehouse.Warehouse.PartitionsAsync(Cancellation))[0];
        Assert.NotEqual(before.Inputs, after.Inputs);
        Assert.Equal(before with { Inputs = after.Inputs }, after);
        Assert.NotNull(after.Checked);
    }

    [Fact]
    public async Task Hundreds_of_dates_are_built_in_one_execution()
    {
        var catalog = Fleetlake.Warehouse.Models.ModelCatalog.BuiltIn(StagedTables.All);
        await _warehouse.LoadAsync(StagedTables.Registers, "('v', '2018-01-01 10:00Z', 'o')");
        await _warehouse.LoadAsync(StagedTables.Creates, "('op', '2018-01-01 10:00Z', '2018-01-01 00:00Z', '2030-01-01 00:00Z', 'o')");
        string[] dates = [.. Enumerable.Range(0, 400).Select(day => new DateOnly(2018, 1, 1).AddDays(day).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture))];

        await _warehouse.BuildAsync(catalog, dates);

        Assert.Equal(["400 400"], await _warehouse.QueryAsync("select count(*), count(distinct date) from operating_period_distance"));
    }

    /// <summary>A model of which a part is replaced is refused with this, and nothing of it is there.</summary>
    protected async Task RefusesAsync(string find, string replacement, string fault)
    {
        var catalog = _files.Add("counts.sql", ModelFiles.Good("counts", find, replacement)).Read();
        await _warehouse.LoadAsync(StagedTables.Updates, "('v', '2019-06-01 10:00Z', 1, 1, null, 'o')");

        var exception = await Assert.ThrowsAsync<FleetlakeException>(() => _warehouse.BuildAsync(catalog, "2019-06-01"));

        Assert.Equal(FaultKind.Failed, exception.Kind);
        Assert.StartsWith(fault, exception.Message.Replace(_files.Path + "/", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Empty(await _warehouse.QueryAsync("select * from counts"));
        Assert.DoesNotContain(await _warehouse.Warehouse.PartitionsAsync(Cancellation), state => state.Table == "counts");
    }
}

public sealed class DuckDbBuildTests() : BuildTests(TestEngine.DuckDb)
{
    [Theory]
    [InlineData("count(*)", "cuont(*)", "counts.sql:16: Catalog Error: ")]
    [InlineData("max('note')", "max('note'", "counts.sql:17: Parser Error: ")]
    [InlineData("u.organization_id as organization_id", "u.organisation as organization_id", "counts.sql:15: Binder Error: ")]
    [InlineData("max('note')", "cast('x' as integer)", "counts.sql:17: Conversion Error: ")]
    [InlineData("max('note') as note", "max('note') as remark", "counts.sql: gives the columns date, organization_id, updates, remark; expected those of its header: date, organization_id, updates, note.")]
    [InlineData("u.date as date", "{{ add_days(u.date, 1) }} as date", "counts.sql: gives 1 rows of dates that are not built; expected it to keep to {{ dates }}.")]
    [InlineData("count(*)", "cast(null as bigint)", "counts.sql: Constraint Error: ")]
    public Task A_fault_of_a_model_is_told_with_its_file_and_line(string find, string replacement, string fault) => RefusesAsync(find, replacement, fault);
}

public sealed class ClickHouseBuildTests() : BuildTests(TestEngine.ClickHouse)
{
    [Theory]
    [InlineData("count(*)", "cuont(*)", "counts.sql: Function with name `cuont` does not exist.")]
    [InlineData("max('note')", "max('note'", "counts.sql: Syntax error: ")]
    [InlineData("count(*) as", "count(*) as as", "counts.sql:16: Syntax error: ")]
    [InlineData("u.organization_id as organization_id", "u.organisation as organization_id", "counts.sql: Identifier 'u.organisation' cannot be resolved")]
    [InlineData("max('note')", "cast('x' as integer)", "counts.sql: Cannot parse string 'x' as Int32")]
    [InlineData("max('note') as note", "max('note') as remark", "counts.sql: gives the columns date, organization_id, updates, remark; expected those of its header: date, organization_id, updates, note.")]
    [InlineData("u.date as date", "{{ add_days(u.date, 1) }} as date", "counts.sql: gives 1 rows of dates that are not built; expected it to keep to {{ dates }}.")]
    [InlineData("count(*)", "cast(null as bigint)", "counts.sql: Cannot convert NULL value to non-Nullable type")]
    public Task A_fault_of_a_model_is_told_with_its_file(string find, string replacement, string fault) => RefusesAsync(find, replacement, fault);
}

public sealed class RedshiftBuildTests() : BuildTests(TestEngine.Redshift)
{
    [Theory]
    [InlineData("count(*)", "cuont(*)", "counts.sql:16: function cuont() does not exist")]
    [InlineData("max('note')", "max('note'", "counts.sql:17: syntax error at or near ")]
    [InlineData("count(*) as", "count(*) as as", "counts.sql:16: syntax error at or near \"updates\"")]
    [InlineData("u.organization_id as organization_id", "u.organisation as organization_id", "counts.sql:15: column u.organisation does not exist")]
    [InlineData("max('note')", "cast('x' as integer)", "counts.sql:17: invalid input syntax for type integer: \"x\"")]
    [InlineData("max('note') as note", "max('note') as remark", "counts.sql: gives the columns date, organization_id, updates, remark; expected those of its header: date, organization_id, updates, note.")]
    [InlineData("u.date as date", "{{ add_days(u.date, 1) }} as date", "counts.sql: gives 1 rows of dates that are not built; expected it to keep to {{ dates }}.")]
    [InlineData("count(*)", "cast(null as bigint)", "counts.sql: null value in column \"updates\"")]
    public Task A_fault_of_a_model_is_told_with_its_file_and_line(string find, string replacement, string fault) => RefusesAsync(find, replacement, fault);
}
