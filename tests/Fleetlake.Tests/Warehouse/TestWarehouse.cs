using System.Globalization;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using Fleetlake.Events.Schema;
using Fleetlake.Tests.Warehouse.ClickHouse;
using Fleetlake.Tests.Warehouse.Redshift;
using Fleetlake.Warehouse;
using Fleetlake.Warehouse.ClickHouse;
using Fleetlake.Warehouse.DuckDb;
using Fleetlake.Warehouse.Freshness;
using Fleetlake.Warehouse.Models;

namespace Fleetlake.Tests.Warehouse;

/// <summary>A warehouse of its own, filled from rows written as SQL values.</summary>
internal sealed class TestWarehouse : IDisposable
{
    private readonly TestDatabase? _database;
    private readonly TestPostgres? _postgres;
    private int _files;

    public TestWarehouse(TestEngine engine = TestEngine.DuckDb)
    {
        _database = engine == TestEngine.ClickHouse ? new TestDatabase() : null;
        _postgres = engine == TestEngine.Redshift ? new TestPostgres() : null;
        Folder = new();
        Warehouse = engine switch
        {
            TestEngine.ClickHouse => new ClickHouseWarehouse(_database!.Options, () => _database.Leases),
            TestEngine.Redshift => _postgres!.Warehouse(),
            _ => new DuckDbWarehouse(new() { Path = Folder.File("w.duckdb"), LockTimeout = TimeSpan.FromMilliseconds(200), Threads = 2 }),
        };
    }

    public static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    public TestFolder Folder { get; }

    public IWarehouse Warehouse { get; }

    /// <summary>The database of a warehouse on ClickHouse.</summary>
    public TestDatabase Database => _database!;

    /// <summary>The database of a warehouse on Redshift.</summary>
    public TestPostgres Postgres => _postgres!;

    public static DateOnly Day(string date) => DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Writes a Parquet file with the table's columns, but for <c>date</c>, of rows like <c>('a', '2019-06-01 10:00Z', 1.5)</c>.</summary>
    public string WriteFile(TableSchema table, string rows, string? name = null)
    {
        var path = Folder.File(name ?? $"{_files++}.parquet");
        var columns = table.Columns.Where(column => column.Name != "date").ToArray();
        var casts = string.Join(", ", columns.Select((column, index) => $"cast(c{index} as {DuckDbDialect.TypeOf(column.Type)}) as \"{column.Name}\""));
        // Times are written without seconds where they have none.
        rows = Regex.Replace(rows, "( [0-9]{2}:[0-9]{2})Z'", "$1:00Z'");
        Sql(":memory:", $"copy (select {casts} from (values {rows}) as v({string.Join(", ", columns.Select((_, index) => $"c{index}"))})) to '{path.Replace("'", "''", StringComparison.Ordinal)}' (format parquet)");
        return path;
    }

    /// <summary>Loads rows, each into the partition of the timestamp in its second value.</summary>
    public async Task LoadAsync(TableSchema table, params string[] rows)
    {
        await using var session = await Warehouse.OpenAsync(Cancellation);
        await session.CreateTableAsync(table, Cancellation);
        foreach (var day in rows.GroupBy(row => row.Split('\'')[3][..10]))
            await session.LoadAsync(table, Day(day.Key), new(WriteFile(table, string.Join(", ", day))), string.Join('\n', day), Cancellation);
    }

    /// <summary>Builds every model of the catalog, all dates in one execution.</summary>
    public async Task<IReadOnlyList<TableDate>> BuildAsync(ModelCatalog catalog, params string[] dates)
    {
        await using var session = await Warehouse.OpenAsync(Cancellation);
        foreach (var table in StagedTables.All.Concat(catalog.Models.Select(model => model.Table)))
            await session.CreateTableAsync(table, Cancellation);
        var changed = new List<TableDate>();
        foreach (var model in catalog.Models)
        {
            var staleness = new Staleness(await session.PartitionsAsync(Cancellation));
            var builds = dates.Select(Day).Select(date => new PartitionBuild(date, staleness.Inputs(model, date))).ToArray();
            changed.AddRange((await session.BuildAsync(model, builds, Cancellation)).Select(date => new TableDate(model.Name, date)));
        }
        return changed;
    }

    public async Task<IReadOnlyList<CheckFailure>> CheckAsync(Model model, string date)
    {
        await using var session = await Warehouse.OpenAsync(Cancellation);
        return await session.CheckAsync(model, [Day(date)], Cancellation);
    }

    /// <summary>The rows of a query, each as its values with spaces between. A time's <c>strftime</c> is spelled as the engine has it.</summary>
    public async Task<string[]> QueryAsync(string sql)
    {
        if (_database is not null)
            sql = Regex.Replace(sql, "strftime\\(([a-z_]+), '([^']*)'\\)", match => $"formatDateTime({match.Groups[1]}, '{match.Groups[2].Value.Replace("%M", "%i", StringComparison.Ordinal)}')");
        sql = _postgres?.Spelled(sql) ?? sql;
        await using var rows = await Warehouse.QueryAsync(sql, Cancellation);
        var lines = new List<string>();
        await foreach (var row in rows.ReadAsync(Cancellation))
            lines.Add(string.Join(' ', row.Select(Text)));
        return [.. lines];
    }

    public static void Sql(string database, string sql)
    {
        using var connection = new DuckDBConnection($"Data Source={database}");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A test's own text.
        command.CommandText = "set TimeZone = 'UTC'; " + sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _database?.Dispose();
        _postgres?.Dispose();
        Folder.Dispose();
    }

    private static string Text(object? value) => value switch
    {
        null => "null",
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        double number => number.ToString("0.###", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
