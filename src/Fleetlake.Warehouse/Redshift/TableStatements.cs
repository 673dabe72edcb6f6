using Fleetlake.Events.Schema;

namespace Fleetlake.Warehouse.Redshift;

/// <summary>The statements that make tables and replace partitions, each on one line.</summary>
internal sealed class TableStatements(RedshiftClauses clauses)
{
    public const string DateColumn = "date";

    private static readonly RedshiftDialect Dialect = RedshiftDialect.Instance;

    public string Create(TableSchema table) =>
        $"create table if not exists {Dialect.Name(table.Name)} ({string.Join(", ", table.Columns.Select(Definition))}){clauses.Keys(table)}";

    public string CreateStates() =>
        $"create table if not exists {PartitionState.TableName} (name varchar(63) not null, \"date\" date not null, version varchar(65535) not null, "
        + $"inputs varchar(65535) not null, \"rows\" bigint not null, checked varchar(65535)){clauses.StateKeys}";

    /// <summary>Creates a temporary table with the columns of a file in the file's order, by which COPY fills it.</summary>
    public string CreateStaged(string temporary, IEnumerable<Column> columns) =>
        $"create temporary table {Dialect.Name(temporary)} ({string.Join(", ", columns.Select(column => $"{Dialect.Name(column.Name)} {RedshiftTypes.Copied(column, clauses)}"))})";

    public static string CreateBuilt(string temporary, TableSchema table) => $"create temporary table {Dialect.Name(temporary)} (like {Dialect.Name(table.Name)})";

    public static string Drop(string temporary) => $"drop table {Dialect.Name(temporary)}";

    // TRUNCATE would commit.
    public static string Delete(TableSchema table, IEnumerable<DateOnly> dates) => $"delete from {Dialect.Name(table.Name)} where {Dialect.In(dates)}";

    public static string InsertStaged(string temporary, TableSchema table, DateOnly date)
    {
        Column[] columns = [.. ParquetShape.StagedColumns(table)];
        return $"insert into {Dialect.Name(table.Name)} (\"date\", {Dialect.Names(columns)}) "
            + $"select {Dialect.Date(date)}, {string.Join(", ", columns.Select(RedshiftTypes.FromCopied))} from {Dialect.Name(temporary)}";
    }

    /// <summary>Fills the table of new rows. The query begins on the statement's first line, so that its lines are those of its file.</summary>
    public static string FillBuilt(string temporary, TableSchema table, string query) =>
        $"insert into {Dialect.Name(temporary)} ({Dialect.Names(table.Columns)}) select {Dialect.Names(table.Columns)} from ({query}\n) as m";

    public static string InsertBuilt(string temporary, TableSchema table, IEnumerable<DateOnly> dates) =>
        $"insert into {Dialect.Name(table.Name)} ({Dialect.Names(table.Columns)}) select {Dialect.Names(table.Columns)} from {Dialect.Name(temporary)} where {Dialect.In(dates)}";

    /// <summary>Which of these dates, that have as many new rows as old ones, have other rows.</summary>
    public static string Changed(string temporary, TableSchema table, IReadOnlyList<DateOnly> dates) =>
        $"select distinct c.\"date\" from ({Counted(temporary, table, dates)} except {Counted(table.Name, table, dates)}) as c";

    private static string Counted(string from, TableSchema table, IReadOnlyList<DateOnly> dates) =>
        $"select {Dialect.Names(table.Columns)}, count(*) as copies from {Dialect.Name(from)} where {Dialect.In(dates)} group by {Dialect.Names(table.Columns)}";

    private string Definition(Column column) =>
        $"{Dialect.Name(column.Name)} {RedshiftTypes.Stored(column, clauses)}{clauses.Encoding(column)}{(column.IsNullable ? "" : " not null")}";
}
