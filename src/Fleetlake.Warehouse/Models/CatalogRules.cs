using Fleetlake.Events.Schema;

namespace Fleetlake.Warehouse.Models;

/// <summary>Judges what a model file says against the tables, the other models and the snippets there are.</summary>
internal sealed class CatalogRules(
    IReadOnlyDictionary<string, TableSchema> stagedTables,
    IReadOnlyList<ModelDraft> drafts,
    IReadOnlyDictionary<string, Snippet> snippets,
    Faults faults)
{
    /// <summary>Renders the dates that are built.</summary>
    public const string Dates = "dates";

    /// <summary>In a test, renders the model's own partitions.</summary>
    public const string This = "this";

    private readonly HashSet<string> _known = [.. stagedTables.Keys, .. drafts.Select(draft => draft.Name.Text)];

    public void Judge(ModelDraft draft)
    {
        JudgeName(draft);
        JudgeReads(draft);
        JudgeOrder(draft);
        JudgeTags(draft, draft.Sql, isTest: false);
        foreach (var test in draft.Tests)
            JudgeTest(draft, test);
    }

    private void JudgeName(ModelDraft draft)
    {
        var (name, line) = draft.Name;
        if (!Identifier.IsValid(name))
            Fault(draft, line, $"\"{name}\" is no identifier; {Identifier.Expected}.");
        else if (stagedTables.ContainsKey(name) || name is PartitionState.TableName or Dates or This)
            Fault(draft, line, $"\"{name}\" is the name of something else in the warehouse; expected another.");
        else if (drafts.FirstOrDefault(other => other.Name.Text == name) is { } first && first != draft)
            Fault(draft, line, $"the model \"{name}\" is already in {first.File.Path}; expected each name once.");
        else if (name != draft.File.Stem)
            Fault(draft, line, $"the model is named \"{name}\"; expected \"{draft.File.Stem}\", as its file.");
    }

    private void JudgeReads(ModelDraft draft)
    {
        var seen = new HashSet<string>();
        var used = draft.Tests.OfType<QueryTest>().SelectMany(test => test.Sql.Tags).Concat(draft.Sql.Tags).Select(tag => tag.Name)
            .Concat(draft.Tests.OfType<ReferencesTest>().Select(test => test.Table)).ToHashSet();
        foreach (var (read, line) in draft.Reads)
        {
            if (!_known.Contains(read.Table))
                Fault(draft, line, $"there is no table \"{read.Table}\" to read; expected one of {List(_known)}.");
            else if (!seen.Add(read.Table))
                Fault(draft, line, $"\"{read.Table}\" is read twice; expected one line with the wider window.");
            else if (!used.Contains(read.Table))
                Fault(draft, line, $"\"{read.Table}\" is declared and never used; expected {{{{ {read.Table} }}}} in the SQL or no such line.");
        }
    }

    private void JudgeOrder(ModelDraft draft)
    {
        foreach (var name in draft.OrderBy.Columns)
        {
            var column = draft.Columns.FirstOrDefault(column => column.Name == name);
            if (column is null)
                Fault(draft, draft.OrderBy.Line, $"ordered by \"{name}\", which is no column; expected one of {List(draft.Columns)}.");
            else if (column.IsNullable)
                Fault(draft, draft.OrderBy.Line, $"ordered by \"{name}\", which may be null; expected columns that are not, for engines sort nulls differently.");
        }
    }

    private void JudgeTest(ModelDraft draft, ModelTest test)
    {
        var columns = test switch
        {
            NotNullTest notNull => notNull.Columns,
            UniqueTest unique => unique.Columns,
            BetweenTest between => [between.Column],
            ReferencesTest references => references.Columns,
            _ => [],
        };
        JudgeColumns(draft, test, columns, draft.Columns, "the model");
        if (test is QueryTest query)
            JudgeTags(draft, query.Sql, isTest: true);
        if (test is not ReferencesTest { Table: var table })
            return;
        if (draft.Reads.All(read => read.Read.Table != table))
            Fault(draft, test.Line, $"the test is over \"{table}\", which the model does not read; expected one of {List(draft.Reads.Select(read => read.Read.Table))}.");
        else if (ColumnsOf(table) is { } there)
            JudgeColumns(draft, test, columns, there, table);
    }

    private void JudgeColumns(ModelDraft draft, ModelTest test, IReadOnlyList<string> names, IReadOnlyList<Column> columns, string table)
    {
        foreach (var name in names.Where(name => columns.All(column => column.Name != name)))
            Fault(draft, test.Line, $"the test is over \"{name}\", which is no column of {table}; expected one of {List(columns)}.");
    }

    private void JudgeTags(ModelDraft draft, Template sql, bool isTest)
    {
        foreach (var tag in sql.Tags)
        {
            if (tag.Arguments is { } arguments)
                JudgeSnippet(draft, tag, arguments.Count);
            else if (tag.Name != Dates && !(isTest && tag.Name == This) && draft.Reads.All(read => read.Read.Table != tag.Name))
                Fault(draft, tag.Line, $"{{{{ {tag.Name} }}}} is not declared; expected a line \"-- reads: {tag.Name} …\" or one of {List(draft.Reads.Select(read => read.Read.Table).Append(Dates))}.");
        }
    }

    private void JudgeSnippet(ModelDraft draft, Template.Tag tag, int count)
    {
        var parameters = snippets.GetValueOrDefault(tag.Name)?.Parameters ?? EngineSnippets.Parameters.GetValueOrDefault(tag.Name);
        if (parameters is null)
            Fault(draft, tag.Line, $"there is no snippet \"{tag.Name}\"; expected one of {List(snippets.Keys.Concat(EngineSnippets.Parameters.Keys))}.");
        else if (parameters.Count != count)
            Fault(draft, tag.Line, $"{tag.Name} has {count} arguments; expected {parameters.Count}: {tag.Name}({string.Join(", ", parameters)}).");
    }

    private IReadOnlyList<Column>? ColumnsOf(string table) =>
        stagedTables.GetValueOrDefault(table)?.Columns ?? drafts.FirstOrDefault(draft => draft.Name.Text == table)?.Columns;

    private void Fault(ModelDraft draft, int line, string message) => faults.Add(draft.File.Path, line, message);

    private static string List(IReadOnlyList<Column> columns) => string.Join(", ", columns.Select(column => column.Name));

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal));
}
