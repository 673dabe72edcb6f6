using System.Globalization;
using System.Text.RegularExpressions;
using Fleetlake.Tests.Cli;
using Fleetlake.Tests.Pipeline;
using Fleetlake.Tests.Reference;
using Fleetlake.Warehouse.Models;
using Xunit;

namespace Fleetlake.Tests.Warehouse.Redshift;

/// <summary>What <c>fleetlake query</c> prints is the same whatever the engine.</summary>
public sealed class RedshiftQueryTests : IDisposable
{
    private readonly FleetCase _fleet = new(engine: TestEngine.Redshift);
    private readonly Sandbox _duckDb = Sandbox.WithTwoDays();
    private readonly Sandbox _redshift = new();

    public RedshiftQueryTests()
    {
        var options = _fleet.Postgres!.Options;
        _redshift.Environment["FLEETLAKE_LAKE__STAGING"] = "s3://fleetlake-test-none/staging";
        _redshift.Environment["FLEETLAKE_WAREHOUSE__ENGINE"] = "redshift";
        _redshift.Environment["FLEETLAKE_WAREHOUSE__URL"] = $"redshift://{options.Host}:{options.Port}";
        _redshift.Environment["FLEETLAKE_WAREHOUSE__DATABASE"] = options.Database;
        _redshift.Environment["FLEETLAKE_WAREHOUSE__USER"] = options.User;
        _redshift.Environment["FLEETLAKE_WAREHOUSE__PASSWORD"] = options.Password;
    }

    public void Dispose()
    {
        _fleet.Dispose();
        _duckDb.Dispose();
        _redshift.Dispose();
    }

    [Fact]
    public async Task Tables_questions_and_expressions_print_the_same_csv_and_json()
    {
        (await _duckDb.Run("run", "--date", Sandbox.Day, "--to", Sandbox.NextDay)).Exits(0);
        foreach (string file in Directory.GetFiles(_duckDb.PathOf("events")))
            _fleet.Put(Path.GetFileName(file), await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        await _fleet.RunAsync(new DateOnly(2019, 6, 1));
        await _fleet.RunAsync(new DateOnly(2019, 6, 2));
        string[] queries =
        [
            .. Sandbox.StagedTables.Concat(Sandbox.ModelTables).Select(table =>
                $"select {string.Join(", ", ReferenceSchema.Columns[table].Select(column => $"\"{column}\""))} from {table} "
                + $"order by {string.Join(", ", Enumerable.Range(1, ReferenceSchema.Columns[table].Length))}"),
            .. Question.BuiltIn.Select(question => question.Sql),
            "select date, count(*) as updates, min(updated_at) as first_at, avg(lat) as lat, sum(0) as nothing from update_events group by date order by date",
            "select 1 as n, -9223372036854775807 as i, 'it''s, \"so\"' as t, true as yes, null as nothing, cast(1.5 as decimal(10, 2)) as d, '' as empty",
        ];

        foreach (string query in queries)
        {
            foreach (string format in new[] { "csv", "json" })
            {
                string expected = await PrintedAsync(_duckDb, query, format);
                Assert.Equal($"{query}\n{expected}", $"{query}\n{await PrintedAsync(_redshift, query, format)}");
            }
        }
    }

    [Fact]
    public async Task A_number_that_no_type_holds_is_told()
    {
        (await _redshift.Run("query", "select cast(12345678901234567890 as decimal(38, 0)) * 1000000000000000000 as big")).Exits(2)
            .Says("The column big cannot be read", "cast it to double precision or varchar");
    }

    // Engines take sines and round decimals in their own way: metres are the same to their first nine digits and more.
    private static async Task<string> PrintedAsync(Sandbox sandbox, string query, string format) => Regex.Replace(
        (await sandbox.Run("query", query, "--format", format)).Exits(0).Output,
        @"\d+\.\d{8,}",
        number => Math.Round(double.Parse(number.Value, CultureInfo.InvariantCulture), 6).ToString(CultureInfo.InvariantCulture));
}
