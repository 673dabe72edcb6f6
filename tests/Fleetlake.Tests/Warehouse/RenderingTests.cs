using Fleetlake.Warehouse.DuckDb;
using Fleetlake.Warehouse.Models;
using Fleetlake.Warehouse.Rendering;
using Xunit;
using static Fleetlake.Tests.Warehouse.TestWarehouse;

namespace Fleetlake.Tests.Warehouse;

public sealed class RenderingTests
{
    [Theory]
    [InlineData("0", "(select * from \"update_events\" where \"date\" between date '2019-06-01' and date '2019-06-02' or \"date\" = date '2019-06-09')")]
    [InlineData("-1..0", "(select * from \"update_events\" where \"date\" between date '2019-05-31' and date '2019-06-02' or \"date\" between date '2019-06-08' and date '2019-06-09')")]
    [InlineData("-7..7", "(select * from \"update_events\" where \"date\" between date '2019-05-25' and date '2019-06-16')")]
    [InlineData("..0", "(select * from \"update_events\" where \"date\" <= date '2019-06-09')")]
    [InlineData("1..", "(select * from \"update_events\" where \"date\" >= date '2019-06-02')")]
    [InlineData("all", "\"update_events\"")]
    public void A_table_is_read_within_its_window(string window, string expected) =>
        Assert.Equal($"select * from {expected} as u", Query("select * from {{ update_events }} as u", window, "2019-06-09", "2019-06-01", "2019-06-02"));

    [Fact]
    public void Dates_are_a_table() => Assert.Equal(
        "select * from (select date '2019-06-01' as date union all select date '2019-06-02') as d, \"update_events\"",
        Query("select * from {{ dates }} as d, {{ update_events }}", "all", "2019-06-01", "2019-06-02"));

    [Fact]
    public void An_argument_may_hold_parentheses_commas_and_quotes() => Assert.Equal(
        "(u.date + (f(1, 'a, (b')))",
        Query("{{ add_days(u.date, f(1, 'a, (b')) }}{{ update_events }}", "all", "2019-06-01").Replace("\"update_events\"", "", StringComparison.Ordinal));

    [Fact]
    public void A_snippet_is_one_operand_and_so_are_its_arguments() => Assert.Equal(
        "((1 + 2) / 2 - u.x) * \"update_events\"",
        Query("{{ half(1 + 2, u.x) }} * {{ update_events }}", "all", "2019-06-01"));

    [Fact]
    public void Lines_keep_their_numbers() => Assert.Equal(
        "select (a / 2 - b)\n\n\n+ error from \"update_events\"",
        Query("select {{ half(\n a,\n b\n) }}+ error from {{ update_events }}", "all", "2019-06-01"));

    [Fact]
    public void A_built_in_model_renders_on_the_lines_of_its_file()
    {
        var model = ModelCatalog.BuiltIn(StagedTables.All).Find("vehicle_position_data");
        var lines = new ModelSql(DuckDbDialect.Instance, model, [Day("2019-06-01")]).Query().Split('\n');
        var file = ModelSources.BuiltIn().Single(source => source.Stem == model.Name).Text.TrimEnd().Split('\n');

        Assert.Equal(file.Length, lines.Length);
        Assert.All(lines.Zip(file), pair => Assert.True(pair.First == pair.Second || pair.Second.Contains("{{", StringComparison.Ordinal) || (pair.First.Length == 0 && pair.Second.StartsWith("--", StringComparison.Ordinal))));
    }

    private static string Query(string sql, string window, params string[] dates)
    {
        using var files = new ModelFiles()
            .Add("m.sql", $"-- model: m\n-- description: m\n-- reads: update_events {window}\n-- columns:\n--   date date\n-- partition by: date\n-- order by: date\n{sql}")
            .Add("snippets/half.sql", "-- snippet: half(x, y)\n{{ x }}\n/ 2 - {{ y }}\n");
        return new ModelSql(DuckDbDialect.Instance, files.Read().Find("m"), [.. dates.Select(Day)]).Query().TrimStart('\n');
    }
}
