using System.Globalization;
using DuckDB.NET.Data;

namespace Fleetlake.Bench.Agreement;

/// <summary>Where the rows of two databases, each with its raw files, are not the same.</summary>
internal sealed class Comparison : IDisposable
{
    private const double RelativeTolerance = 1e-9;
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    public Comparison(string product, string peer)
    {
        _connection.Open();
        Execute($"attach {Literal(product)} as product (read_only)");
        Execute($"attach {Literal(peer)} as peer (read_only)");
    }

    /// <summary>What differs in a table; nothing when both have the same rows.</summary>
    public IEnumerable<string> Differences(ComparedTable table)
    {
        string keys = string.Join(", ", table.Keys.Select(key => $"\"{key}\""));
        foreach (var (own, other) in new[] { ("product", "peer"), ("peer", "product") })
        {
            double only = Number($"select count(*)::double from (select {keys} from {own}.{table.Name} except all select {keys} from {other}.{table.Name})");
            if (only > 0)
                yield return $"{table.Name}: {Units.Count(only)} rows of {own} are not in {other}";
        }

        foreach (string column in table.Sums)
        {
            var (mine, theirs) = (Sum("product", table, column), Sum("peer", table, column));
            if (!IsClose(mine, theirs))
                yield return $"{table.Name}: {column} sums to {Text(mine)} in product and {Text(theirs)} in peer";
        }
    }

    /// <summary>What differs between the raw zones, told by their rows and the bytes of <c>data</c>.</summary>
    public IEnumerable<string> RawDifferences(string productFiles, string peerFiles)
    {
        foreach (string what in new[] { "count(*)", "sum(strlen(data))", "count(distinct source_object)" })
        {
            var (mine, theirs) = (Raw(what, productFiles), Raw(what, peerFiles));
            if (mine != theirs)
                yield return $"raw: {what} is {Text(mine)} in product and {Text(theirs)} in peer";
        }
    }

    public static bool IsClose(double one, double other) =>
        Math.Abs(one - other) <= RelativeTolerance * Math.Max(Math.Abs(one), Math.Abs(other));

    public void Dispose() => _connection.Dispose();

    // fsum adds with compensation: what is left of a difference is the tables' own.
    private double Sum(string database, ComparedTable table, string column) =>
        Number($"select coalesce(fsum(\"{column}\"), 0) from {database}.{table.Name}");

    private double Raw(string what, string files) =>
        Number($"select ({what})::double from read_parquet({Literal(files)}, hive_partitioning = false)");

    private double Number(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return (double)command.ExecuteScalar()!;
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static string Literal(string path) => $"'{path.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
