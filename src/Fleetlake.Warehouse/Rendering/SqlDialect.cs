using System.Globalization;
using Fleetlake.Warehouse.Models;

namespace Fleetlake.Warehouse.Rendering;

/// <summary>How an engine spells the little that the models' SQL leaves open. Every text is one line.</summary>
internal abstract class SqlDialect
{
    /// <summary>A table or column, quoted.</summary>
    public virtual string Name(string identifier) => $"\"{Identifier.Check(identifier)}\"";

    public virtual string Date(DateOnly date) => string.Create(CultureInfo.InvariantCulture, $"date '{date:yyyy-MM-dd}'");

    /// <summary>A derived table with one column <c>date</c>.</summary>
    public virtual string Dates(IReadOnlyList<DateOnly> dates) =>
        $"({string.Join(" union all ", dates.Select((date, index) => $"select {Date(date)}{(index == 0 ? " as date" : "")}"))})";

    /// <summary>A table, or a derived table that holds only its partitions in the ranges.</summary>
    public virtual string Read(string table, IReadOnlyList<DateRange> ranges) =>
        ranges.Any(range => range is (null, null)) ? Table(table) : $"(select * from {Table(table)} where {string.Join(" or ", ranges.Select(Within))})";

    /// <summary>A table, or a derived table, that its author gave no alias.</summary>
    public virtual string Unnamed(string table, string name) => table;

    /// <summary>The expression of an engine's snippet; its arguments stand as one operand each.</summary>
    public string Snippet(string name, IReadOnlyList<string> arguments) => name switch
    {
        EngineSnippets.AddDays => AddDays(arguments[0], arguments[1]),
        EngineSnippets.SecondsBetween => SecondsBetween(arguments[0], arguments[1]),
        EngineSnippets.StartOfDay => StartOfDay(arguments[0]),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No snippet of the engines."),
    };

    /// <summary>A table as it is read.</summary>
    protected virtual string Table(string name) => Name(name);

    protected abstract string AddDays(string date, string days);

    protected abstract string SecondsBetween(string from, string to);

    protected abstract string StartOfDay(string date);

    private string Within(DateRange range)
    {
        var column = Name("date");
        return range switch
        {
            (null, { } last) => $"{column} <= {Date(last)}",
            ({ } first, null) => $"{column} >= {Date(first)}",
            ({ } first, { } last) when first == last => $"{column} = {Date(first)}",
            _ => $"{column} between {Date(range.First!.Value)} and {Date(range.Last!.Value)}",
        };
    }
}
