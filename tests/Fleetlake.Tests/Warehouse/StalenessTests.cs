using Fleetlake.Warehouse;
using Fleetlake.Warehouse.Freshness;
using Fleetlake.Warehouse.Models;
using Xunit;
using static Fleetlake.Tests.Warehouse.TestWarehouse;

namespace Fleetlake.Tests.Warehouse;

public sealed class StalenessTests
{
    private static readonly ModelCatalog Catalog = ModelCatalog.BuiltIn(StagedTables.All);
    private static readonly string[] June = [.. Enumerable.Range(1, 6).Select(day => $"2019-06-0{day}")];

    [Theory]
    [InlineData("update_events", "2019-06-03", "vehicle_position_data 3 4", "operating_period_distance 3 4", "vehicle_daily_distance 3 4")]
    [InlineData("update_events", "2019-05-31", "vehicle_position_data 1", "operating_period_distance 1", "vehicle_daily_distance 1")]
    [InlineData("register_events", "2019-06-04", "vehicle_operation_metadata 4 5 6", "operating_period_distance 4 5 6")]
    [InlineData("create_events", "2019-07-01", "vehicle_operation_metadata 1 2 3 4 5 6", "operating_period_distance 1 2 3 4 5 6")]
    [InlineData("register_events", "2019-07-01")]
    [InlineData("vehicle_position_data", "2019-06-02", "operating_period_distance 2", "vehicle_daily_distance 2")]
    public void A_change_affects_the_run_dates_whose_windows_hold_it(string table, string date, params string[] expected)
    {
        var affected = Staleness.Affected(Catalog, [new(table, Day(date))], June.Select(Day));

        Assert.Equal(
            expected.Order(StringComparer.Ordinal),
            affected.GroupBy(partition => partition.Table).Select(group => $"{group.Key} {string.Join(' ', group.Select(partition => partition.Date.Day))}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_is_affected_comes_in_the_order_to_build_it()
    {
        var affected = Staleness.Affected(Catalog, [new("update_events", Day("2019-06-03")), new("create_events", Day("2019-06-01"))], [Day("2019-06-03")]);

        Assert.Equal(["vehicle_operation_metadata", "vehicle_position_data", "operating_period_distance", "vehicle_daily_distance"], affected.Select(partition => partition.Table));
    }

    [Fact]
    public void A_date_without_state_is_stale() => Assert.True(new Staleness([]).IsStale(Model, Day("2019-06-02"), isRunDate: false));

    [Theory]
    [InlineData("2019-06-02", "v2", 5, true)]
    [InlineData("2019-06-01", "v2", 5, true)]
    [InlineData("2019-06-03", "v2", 5, false)]
    [InlineData("2019-05-31", "v2", 5, false)]
    [InlineData("2019-06-01", "v1", 5, false)]
    [InlineData("2019-06-01", "v1", 0, true)]
    public void A_date_is_stale_when_a_partition_in_its_window_changed(string changed, string version, long rows, bool expected)
    {
        PartitionState[] before = [Loaded("2019-06-01", "v1"), Loaded("2019-06-02", "v1")];
        var built = Built(new Staleness(before).Inputs(Model, Day("2019-06-02")));
        var after = before.Where(state => state.Date != Day(changed)).Append(Loaded(changed, version, rows)).Append(built);

        Assert.Equal(expected, new Staleness(after).IsStale(Model, Day("2019-06-02"), isRunDate: false));
    }

    [Fact]
    public void A_partition_that_was_never_there_is_as_one_without_rows()
    {
        PartitionState[] before = [Loaded("2019-06-02", "v1")];
        var built = Built(new Staleness(before).Inputs(Model, Day("2019-06-02")));

        Assert.False(new Staleness([.. before, built, Loaded("2019-06-01", "empty", rows: 0)]).IsStale(Model, Day("2019-06-02"), isRunDate: true));
    }

    [Fact]
    public void An_edited_model_makes_only_the_date_being_run_stale()
    {
        var built = Built(new Staleness([]).Inputs(Model, Day("2019-06-02")).Split('/')[0] + "/another hash");
        var staleness = new Staleness([built]);

        Assert.True(staleness.IsStale(Model, Day("2019-06-02"), isRunDate: true));
        Assert.False(staleness.IsStale(Model, Day("2019-06-02"), isRunDate: false));
    }

    [Fact]
    public void A_partition_is_checked_when_it_passed_the_present_tests()
    {
        var built = Built("x");

        Assert.True(new Staleness([]).NeedsCheck(Model, built.Date));
        Assert.True(new Staleness([built]).NeedsCheck(Model, built.Date));
        Assert.True(new Staleness([built with { Checked = "older" }]).NeedsCheck(Model, built.Date));
        Assert.False(new Staleness([built with { Checked = Model.Hash }]).NeedsCheck(Model, built.Date));
    }

    [Fact]
    public void The_hash_of_a_model_changes_with_its_file_and_with_a_snippet_it_uses()
    {
        const string Half = "-- snippet: half(x)\n{{ x }} / 2\n";
        var text = ModelFiles.Good("counts", "count(*)", "{{ half(count(*)) }}");

        Assert.Equal(Hash(text, Half), Hash(text.ReplaceLineEndings("\r\n"), Half));
        Assert.NotEqual(Hash(text, Half), Hash(text + "\n", Half));
        Assert.NotEqual(Hash(text, Half), Hash(text, Half.Replace("/ 2", "/ 2.0", StringComparison.Ordinal)));
    }

    private static Model Model => Catalog.Find("vehicle_position_data");

    private static PartitionState Loaded(string date, string version, long rows = 1) => new("update_events", Day(date), version, "", rows, null);

    private static PartitionState Built(string inputs) => new(Model.Name, Day("2019-06-02"), "v", inputs, 1, null);

    private static string Hash(string model, string snippet)
    {
        using var files = new ModelFiles().Add("counts.sql", model).Add("snippets/half.sql", snippet);
        return files.Read().Find("counts").Hash;
    }
}
