using Fleetlake.Events.Schema;

namespace Fleetlake.Warehouse.Models;

/// <summary>A table that is built by a SQL file: what its header declares, and its query.</summary>
public sealed class Model
{
    internal Model(
        string file,
        TableSchema table,
        string description,
        IReadOnlyList<TableRead> reads,
        bool joinsWithinShard,
        IReadOnlyList<ModelTest> tests,
        Template sql,
        IReadOnlyDictionary<string, Snippet> snippets,
        string hash)
    {
        File = file;
        Table = table;
        Description = description;
        Reads = reads;
        JoinsWithinShard = joinsWithinShard;
        Tests = tests;
        Sql = sql;
        Snippets = snippets;
        Hash = hash;
    }

    /// <summary>Its name, which is its table's.</summary>
    public string Name => Table.Name;

    /// <summary>What it is, in a sentence.</summary>
    public string Description { get; }

    /// <summary>Its table, <c>date</c> among the columns.</summary>
    public TableSchema Table { get; }

    /// <summary>The tables it reads, each once, as its header lists them.</summary>
    public IReadOnlyList<TableRead> Reads { get; }

    /// <summary>
    /// True when its header says that the rows of one shard key are made of rows with the same key, and of tables that are
    /// whole everywhere: each shard of a cluster can then build its own.
    /// </summary>
    public bool JoinsWithinShard { get; }

    /// <summary>Its tests in the order of its header.</summary>
    public IReadOnlyList<ModelTest> Tests { get; }

    /// <summary>A digest of its file and of the snippets it uses: another value whenever either is edited.</summary>
    public string Hash { get; }

    /// <summary>Its file, for messages: <c>models/name.sql</c> or the path given.</summary>
    public string File { get; }

    /// <summary>The query, its lines those of the file.</summary>
    internal Template Sql { get; }

    /// <summary>The snippets of files that it and its tests use.</summary>
    internal IReadOnlyDictionary<string, Snippet> Snippets { get; }
}
