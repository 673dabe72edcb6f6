using System.Text.RegularExpressions;
using Fleetlake.Lake.Leases;
using Fleetlake.Warehouse.Redshift;
using Npgsql;
using Xunit;

namespace Fleetlake.Tests.Warehouse.Redshift;

/// <summary>A database of its own on a PostgreSQL server, which stands in for Redshift; dropped with the test.</summary>
internal sealed class TestPostgres : IDisposable
{
    /// <summary>The connection string of a server for tests, as a user who may make databases and users.</summary>
    public const string Variable = "FLEETLAKE_TEST_POSTGRES";

    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly TestFolder _leases = new();

    /// <summary>A database on the server that the environment names; without one the test is skipped.</summary>
    public TestPostgres()
    {
        _server = new NpgsqlConnectionStringBuilder(ConnectionString()) { Pooling = false };
        Execute($"create database {Name}", "postgres");
        Execute(PostgresClauses.Functions);
        Clauses = new PostgresClauses(Options);
    }

    public string Name { get; } = $"fleetlake_test_{Guid.NewGuid():N}";

    public PostgresClauses Clauses { get; }

    public RedshiftOptions Options => new()
    {
        Host = _server.Host!,
        Port = _server.Port,
        Database = Name,
        User = _server.Username!,
        Password = _server.Password ?? "",
        HoldWait = TimeSpan.FromMilliseconds(200),
        StatementTimeout = TimeSpan.FromMinutes(1),
        ShardBy = ["organization_id", "vehicle_id"],
    };

    public ILeases Leases => new FolderLeases(_leases.Path);

    public RedshiftWarehouse Warehouse(Func<ILeases>? leases = null) => new(Options, leases ?? (() => Leases), Clauses);

    /// <summary>The server's connection string; skips the test when there is no server.</summary>
    public static string ConnectionString()
    {
        string? text = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(
            string.IsNullOrEmpty(text),
            $"Set {Variable} to a PostgreSQL 15, such as Host=127.0.0.1;Port=5432;Username=postgres;Password=… (.ci/postgres or compose.test.yaml starts one), to run this.");
        return text!;
    }

    /// <summary>Runs statements as the server's own user and gives the rows of the last one, cells between tabs.</summary>
    public string[] Execute(string sql, string? database = null)
    {
        using var connection = Open(database);
#pragma warning disable CA2100 // A test's own text.
        using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(string.Join('\t', Enumerable.Range(0, reader.FieldCount).Select(index => reader.IsDBNull(index) ? "null" : $"{reader.GetValue(index)}")));
        return [.. rows];
    }

    /// <summary>The tables there are.</summary>
    public string[] Tables() => Execute("select tablename from pg_tables where schemaname = 'public' order by 1");

    /// <summary>Ends the connections of runs, in the middle of whatever they do.</summary>
    /// <returns>How many there were.</returns>
    public int EndRuns(string condition = "true") => Execute(
        $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{Name}' and application_name = 'fleetlake' and {condition}", "postgres").Length;

    /// <summary>A query of the tests, which is DuckDB's, as PostgreSQL spells it.</summary>
    public string Spelled(string sql)
    {
        sql = Regex.Replace(sql, "strftime\\(([a-z_]+), '([^']*)'\\)", match => $"to_char({match.Groups[1]}, '{Format(match.Groups[2].Value)}')");
        if (!sql.TrimEnd().EndsWith("order by all", StringComparison.Ordinal))
            return sql;
        sql = sql[..sql.LastIndexOf("order by all", StringComparison.Ordinal)];
        using var connection = Open(null);
#pragma warning disable CA2100 // A test's own text.
        using var command = new NpgsqlCommand($"{sql} limit 0", connection);
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        return $"{sql} order by {string.Join(", ", Enumerable.Range(1, reader.FieldCount))}";
    }

    public void Dispose()
    {
        Execute($"drop database if exists {Name} with (force)", "postgres");
        _leases.Dispose();
    }

    private NpgsqlConnection Open(string? database)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_server.ConnectionString) { Database = database ?? Name, Timezone = "UTC" }.ConnectionString);
        connection.Open();
        return connection;
    }

    private static string Format(string format) =>
        format.Replace("%d", "DD", StringComparison.Ordinal).Replace("%H", "HH24", StringComparison.Ordinal).Replace("%M", "MI", StringComparison.Ordinal);
}
