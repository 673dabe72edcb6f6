using System.Globalization;
using DuckDB.NET.Data;
using Fleetlake.Warehouse.Models;
using Fleetlake.Warehouse.Rendering;

namespace Fleetlake.Warehouse.DuckDb;

/// <summary>Runs a model's tests on a partition.</summary>
internal static class DuckDbCheck
{
    public static async Task<IReadOnlyList<CheckFailure>> RunAsync(DuckDBConnection connection, Model model, DateOnly date, CancellationToken cancellationToken)
    {
        var sql = new ModelSql(DuckDbDialect.Instance, model, [date]);
        var failures = new List<CheckFailure>();
        foreach (var test in model.Tests)
        {
            var failing = sql.Failing(test);
            var rows = await ModelErrors.ToldAsync(model, test.Line, () => CountAsync(connection, failing, cancellationToken));
            if (rows > 0)
                failures.Add(new(model.Name, date, test.Text, rows, await ExamplesAsync(connection, failing, cancellationToken)));
        }
        await DuckDbPartitions.UpdateCheckedAsync(connection, model.Name, date, failures.Count == 0 ? model.Hash : null, cancellationToken);
        return failures;
    }

    private static async Task<long> CountAsync(DuckDBConnection connection, string failing, CancellationToken cancellationToken) =>
        (await connection.ReadAsync($"select count(*) from ({failing}\n) as f", row => row.GetInt64(0), cancellationToken))[0];

    private static async Task<IReadOnlyList<string>> ExamplesAsync(DuckDBConnection connection, string failing, CancellationToken cancellationToken) =>
        await connection.ReadAsync(string.Create(CultureInfo.InvariantCulture, $"select * from ({failing}\n) as f limit {ExampleRow.MostRows}"), Example, cancellationToken);

    private static string Example(DuckDBDataReader row) =>
        ExampleRow.Text(Enumerable.Range(0, row.FieldCount).Select(index => (row.GetName(index), row.IsDBNull(index) ? null : row.GetValue(index))));
}
