using System.Globalization;
using Fleetlake.Warehouse.Models;

namespace Fleetlake.Warehouse.Rendering;

/// <summary>A model's SQL for an engine and the dates of one execution. A query's lines are those of its file.</summary>
internal sealed class ModelSql(SqlDialect dialect, Model model, IReadOnlyList<DateOnly> dates)
{
    private static readonly DateWindow OwnDate = DateWindow.TryParse("0")!;

    /// <summary>The query whose rows are the partitions.</summary>
    public string Query() => Render(model.Sql);

    /// <summary>A query for what breaks the test; no rows when it passes.</summary>
    public string Failing(ModelTest test) => test switch
    {
        NotNullTest notNull => $"select * from {This()} as t where {string.Join(" or ", notNull.Columns.Select(column => $"t.{dialect.Name(column)} is null"))}",
        UniqueTest unique => $"select {Names(unique.Columns)}, count(*) as equal_rows from {This()} as t group by {Names(unique.Columns)} having count(*) > 1",
        BetweenTest between => $"select * from {This()} as t where not (t.{dialect.Name(between.Column)} between {Number(between.Least)} and {Number(between.Most)})",
        ReferencesTest references => Missing(references),
        QueryTest query => Render(query.Sql),
        _ => throw new ArgumentOutOfRangeException(nameof(test)),
    };

    private string Missing(ReferencesTest test)
    {
        var names = test.Columns.Select(dialect.Name).ToArray();
        var there = $"(select distinct {string.Join(", ", names)}, 1 as found from {Read(test.Table)} as s)";
        var equal = string.Join(" and ", names.Select(name => $"r.{name} = t.{name}"));
        var filled = string.Join(" and ", names.Select(name => $"t.{name} is not null"));
        return $"select t.* from {This()} as t left join {there} as r on {equal} where r.found is null and {filled}";
    }

    private string Render(Template sql) => sql.Render(tag => tag switch
    {
        { Arguments: { } arguments } => Expand(tag.Name, arguments),
        { Name: CatalogRules.Dates } => Table(dialect.Dates(dates), tag),
        { Name: CatalogRules.This } => Table(This(), tag),
        _ => Table(Read(tag.Name), tag),
    });

    private string Table(string sql, Template.Tag tag) => tag.IsNamed ? sql : dialect.Unnamed(sql, tag.Name);

    private string Expand(string name, IReadOnlyList<string> arguments) => model.Snippets.TryGetValue(name, out var snippet)
        ? snippet.Expand(arguments)
        : dialect.Snippet(name, [.. arguments.Select(Snippet.Operand)]);

    private string Read(string table) => dialect.Read(table, DateRanges.Of(model.Reads.First(read => read.Table == table).Window, dates));

    private string This() => dialect.Read(model.Name, DateRanges.Of(OwnDate, dates));

    private string Names(IEnumerable<string> columns) => string.Join(", ", columns.Select(column => $"t.{dialect.Name(column)}"));

    private static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
