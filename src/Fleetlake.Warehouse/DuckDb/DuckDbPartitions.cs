using DuckDB.NET.Data;

namespace Fleetlake.Warehouse.DuckDb;

/// <summary>The table of partition states.</summary>
internal static class DuckDbPartitions
{
    private const string Create = $"""
        create table if not exists {PartitionState.TableName} (
          name varchar not null,
          "date" date not null,
          version varchar not null,
          inputs varchar not null,
          "rows" bigint not null,
          checked varchar,
          primary key (name, "date")
        )
        """;

    public static Task CreateAsync(DuckDBConnection connection, CancellationToken cancellationToken) => connection.ExecuteAsync(Create, cancellationToken);

    public static async Task<bool> ExistAsync(DuckDBConnection connection, CancellationToken cancellationToken) =>
        (await connection.ReadAsync("select 1 from duckdb_tables() where table_name = $table", row => 1, cancellationToken, ("table", PartitionState.TableName))).Count > 0;

    public static async Task<IReadOnlyList<PartitionState>> ReadAsync(DuckDBConnection connection, CancellationToken cancellationToken) =>
        await connection.ReadAsync(
            $"select name, \"date\", version, inputs, \"rows\", checked from {PartitionState.TableName} order by name, \"date\"",
            row => new PartitionState(
                row.GetString(0), row.GetFieldValue<DateOnly>(1), row.GetString(2), row.GetString(3), row.GetInt64(4), row.IsDBNull(5) ? null : row.GetString(5)),
            cancellationToken);

    /// <summary>Records rows that were replaced; none has checked them yet.</summary>
    public static Task ReplaceAsync(DuckDBConnection connection, PartitionState state, CancellationToken cancellationToken) => connection.ExecuteAsync(
        $"insert or replace into {PartitionState.TableName} values ($name, $date, $version, $inputs, $rows, null)",
        cancellationToken,
        ("name", state.Table),
        ("date", state.Date),
        ("version", state.Version),
        ("inputs", state.Inputs),
        ("rows", state.Rows));

    /// <summary>Records new inputs of rows that came out the same.</summary>
    public static Task UpdateInputsAsync(DuckDBConnection connection, string table, PartitionBuild build, CancellationToken cancellationToken) => connection.ExecuteAsync(
        $"update {PartitionState.TableName} set inputs = $inputs where name = $name and \"date\" = $date",
        cancellationToken,
        ("inputs", build.Inputs),
        ("name", table),
        ("date", build.Date));

    /// <summary>Records that the rows passed the tests of a model with this hash.</summary>
    public static Task UpdateCheckedAsync(DuckDBConnection connection, string table, DateOnly date, string? hash, CancellationToken cancellationToken) => connection.ExecuteAsync(
        $"update {PartitionState.TableName} set checked = $checked where name = $name and \"date\" = $date",
        cancellationToken,
        ("checked", hash),
        ("name", table),
        ("date", date));
}
