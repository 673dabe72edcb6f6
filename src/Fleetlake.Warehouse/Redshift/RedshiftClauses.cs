using Fleetlake.Events.Schema;

namespace Fleetlake.Warehouse.Redshift;

/// <summary>
/// What Redshift alone knows: where rows lie, how columns are encoded, its type for bytes, and how it reads the staging zone.
/// All other statements run on PostgreSQL as they are, and there they are tested with another of these.
/// </summary>
internal class RedshiftClauses(RedshiftOptions options)
{
    private const string DefaultRole = "default";

    /// <summary>The type for bytes.</summary>
    public virtual string BytesType => "varbyte(16777216)";

    /// <summary>How a column is compressed, with a space before it. What rows are found by first stays as it is, for blocks of it are skipped unread.</summary>
    public virtual string Encoding(Column column) => column switch
    {
        { Name: TableStatements.DateColumn } => " encode raw",
        { Type: ColumnType.Timestamp or ColumnType.BigInt or ColumnType.Date } => " encode az64",
        { Type: ColumnType.Text or ColumnType.Double } => " encode zstd",
        _ => "",
    };

    /// <summary>Where the rows lie and in what order, with a space before it.</summary>
    public virtual string Keys(TableSchema table)
    {
        string[] order = [TableStatements.DateColumn, .. table.OrderBy.Where(column => column != TableStatements.DateColumn)];
        return $" {Distribution(table)} compound sortkey ({string.Join(", ", order.Select(RedshiftDialect.Instance.Name))})";
    }

    /// <summary>Where the rows of the states lie, with a space before it.</summary>
    public virtual string StateKeys => " diststyle all sortkey (name, \"date\")";

    /// <summary>Fills a temporary table from the file, column by column in their order.</summary>
    public virtual Task CopyAsync(RedshiftServer server, string about, string table, StagedFile file, IReadOnlyList<Column> columns, CancellationToken cancellationToken) =>
        server.ExecuteAsync(about, Copy(table, file.Location), cancellationToken);

    /// <summary>The statement by which Redshift reads a file. No parameter can stand in it.</summary>
    public string Copy(string table, string url) =>
        $"copy {RedshiftDialect.Instance.Name(table)} from {RedshiftDialect.Text(url)} iam_role {(options.CopyRole is { } role ? RedshiftDialect.Text(role) : DefaultRole)} format as parquet";

    /// <summary>The role that reads the staging zone, for messages.</summary>
    public string Role => options.CopyRole ?? "the default role of the cluster";

    // What is joined lies on one node: rows of one key, and whole what has only a part of the key.
    private string Distribution(TableSchema table)
    {
        int found = options.ShardBy.Count(name => table.Columns.Any(column => column.Name == name));
        return found switch
        {
            0 => "diststyle even",
            _ when found == options.ShardBy.Count => $"diststyle key distkey ({RedshiftDialect.Instance.Name(options.ShardBy[^1])})",
            _ => "diststyle all",
        };
    }
}
