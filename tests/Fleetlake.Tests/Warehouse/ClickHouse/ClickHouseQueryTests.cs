using System.Globalization;
using System.Text.RegularExpressions;
using Fleetlake.Tests.Cli;
using Fleetlake.Tests.Reference;
using Fleetlake.Warehouse.Models;
using Xunit;

namespace Fleetlake.Tests.Warehouse.ClickHouse;

/// <summary>What <c>fleetlake query</c> prints is the same whatever the engine.</summary>
public sealed class ClickHouseQueryTests : IDisposable
{
    private readonly TestDatabase _database = new();
    private readonly Sandbox _duckDb = Sandbox.WithTwoDays();
    private readonly Sandbox _clickHouse = Sandbox.WithTwoDays();

    public ClickHouseQueryTests()
    {
        foreach (var (name, value) in _database.Environment)
            _clickHouse.Environment[name] = value;
    }

    public void Dispose()
    {
        _database.Dispose();
        _duckDb.Dispose();
        _clickHouse.Dispose();
    }

    [Fact]
    public async Task Tables_questions_and_expressions_print_the_same_csv_and_json()
    {
        foreach (var sandbox in new[] { _duckDb, _clickHouse })
            (await sandbox.Run("run", "--date", Sandbox.Day, "--to", Sandbox.NextDay)).Exits(0);
        string[] queries =
        [
            .. Sandbox.StagedTables.Concat(Sandbox.ModelTables).Select(table =>
                $"select {string.Join(", ", ReferenceSchema.Columns[table].Select(column => $"\"{column}\""))} from {table} order by all"),
            .. Question.BuiltIn.Select(question => question.Sql),
            "select date, count(*) as updates, min(updated_at) as first_at, avg(lat) as lat, sum(0) as nothing from update_events group by date order by date",
            "select 1 as n, -9223372036854775807 as i, 'it''s, \"so\"' as t, true as yes, null as nothing, cast(1.5 as decimal(10, 2)) as d, '' as empty",
        ];

        foreach (string query in queries)
        {
            foreach (string format in new[] { "csv", "json" })
            {
                string expected = await PrintedAsync(_duckDb, query, format);
                Assert.Equal($"{query}\n{expected}", $"{query}\n{await PrintedAsync(_clickHouse, query, format)}");
            }
        }
    }

    // Engines take sines and round decimals in their own way: metres are the same to their first nine digits and more.
    private static async Task<string> PrintedAsync(Sandbox sandbox, string query, string format) => Regex.Replace(
        (await sandbox.Run("query", query, "--format", format)).Exits(0).Output,
        @"\d+\.\d{8,}",
        number => Math.Round(double.Parse(number.Value, CultureInfo.InvariantCulture), 6).ToString(CultureInfo.InvariantCulture));
}
