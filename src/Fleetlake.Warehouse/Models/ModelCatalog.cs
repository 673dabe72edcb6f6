using System.Security.Cryptography;
using System.Text;
using Fleetlake.Events.Schema;

namespace Fleetlake.Warehouse.Models;

/// <summary>The models of a warehouse, each after those it reads.</summary>
public sealed class ModelCatalog
{
    private const int HashCharacters = 32;

    private ModelCatalog(IReadOnlyList<Model> models) => Models = models;

    /// <summary>The models in the order to build them, by name among equals.</summary>
    public IReadOnlyList<Model> Models { get; }

    /// <summary>Reads the models of a folder: its <c>*.sql</c>, and <c>snippets/*.sql</c> for expressions they share.</summary>
    /// <exception cref="FleetlakeException">Caller; every fault of every file on a line, as <c>file:line: found; expected</c>.</exception>
    public static ModelCatalog FromFolder(string path, IReadOnlyList<TableSchema> stagedTables) => Read(ModelSources.InFolder(path), stagedTables);

    /// <summary>Reads the models that the program carries.</summary>
    /// <param name="stagedTables">The tables that models may read besides models, <c>date</c> among their columns.</param>
    /// <exception cref="FleetlakeException">Caller, when they read a table that is not among these.</exception>
    public static ModelCatalog BuiltIn(IReadOnlyList<TableSchema> stagedTables) => Read(ModelSources.BuiltIn(), stagedTables);

    /// <summary>The model of this name.</summary>
    /// <exception cref="FleetlakeException">Caller when there is none; the message lists those there are.</exception>
    public Model Find(string name) => Models.FirstOrDefault(model => model.Name == name)
        ?? throw new FleetlakeException(FaultKind.Caller, $"There is no model \"{name}\"; expected one of {string.Join(", ", Models.Select(model => model.Name))}.");

    internal static ModelCatalog Read(IReadOnlyList<SourceFile> files, IReadOnlyList<TableSchema> stagedTables)
    {
        var faults = new Faults();
        var snippets = files.Where(file => file.IsSnippet)
            .Select(file => (file.Text, Snippet: SnippetReader.Read(file, faults)))
            .Where(pair => pair.Snippet is not null)
            .ToDictionary(pair => pair.Snippet!.Name, pair => (pair.Text, Snippet: pair.Snippet!));
        var byName = snippets.ToDictionary(pair => pair.Key, pair => pair.Value.Snippet);
        var drafts = files.Where(file => !file.IsSnippet).Select(file => ModelReader.Read(file, faults)).ToArray();
        var rules = new CatalogRules(stagedTables.ToDictionary(table => table.Name), drafts, byName, faults);
        foreach (var draft in drafts)
            rules.Judge(draft);
        var ordered = BuildOrder.Of(drafts, faults);
        faults.ThrowIfAny();
        return new([.. ordered.Select(draft => Finish(draft, snippets))]);
    }

    private static Model Finish(ModelDraft draft, Dictionary<string, (string Text, Snippet Snippet)> snippets)
    {
        var used = draft.Tests.OfType<QueryTest>().SelectMany(test => test.Sql.Tags).Concat(draft.Sql.Tags)
            .Where(tag => tag.Arguments is not null && snippets.ContainsKey(tag.Name))
            .Select(tag => tag.Name).Distinct().Order(StringComparer.Ordinal).ToArray();
        var text = string.Join('\0', used.Select(name => snippets[name].Text).Prepend(draft.File.Text));
        return new(
            draft.File.Path,
            new TableSchema(draft.Name.Text, draft.Columns, draft.OrderBy.Columns),
            draft.Description,
            [.. draft.Reads.Select(read => read.Read)],
            draft.JoinsWithinShard,
            draft.Tests,
            draft.Sql,
            used.ToDictionary(name => name, name => snippets[name].Snippet),
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashCharacters]);
    }
}
