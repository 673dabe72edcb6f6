using System.Globalization;
using Fleetlake.Warehouse.Models;
using Fleetlake.Warehouse.Rendering;
using Npgsql;

namespace Fleetlake.Warehouse.Redshift;

/// <summary>Runs a model's tests on partitions.</summary>
internal sealed class RedshiftCheck(RedshiftServer server, RedshiftPartitions states, PartitionWriter writer, Model model)
{
    public async Task<IReadOnlyList<CheckFailure>> RunAsync(IReadOnlyList<DateOnly> dates, CancellationToken cancellationToken)
    {
        var before = (await states.ReadAsync(cancellationToken)).Where(state => state.Table == model.Name).ToDictionary(state => state.Date);
        var failures = new List<CheckFailure>();
        foreach (var date in dates)
            failures.AddRange(await RunAsync(date, cancellationToken));
        var failed = failures.Select(failure => failure.Date).ToHashSet();
        await writer.WriteAsync(
            model.Name,
            [],
            [.. dates.Where(before.ContainsKey).Select(date => before[date] with { Checked = failed.Contains(date) ? null : model.Hash })],
            cancellationToken);
        return failures;
    }

    private async Task<IReadOnlyList<CheckFailure>> RunAsync(DateOnly date, CancellationToken cancellationToken)
    {
        var sql = new ModelSql(RedshiftDialect.Instance, model, [date]);
        var failures = new List<CheckFailure>();
        foreach (var test in model.Tests)
        {
            string failing = sql.Failing(test);
            long rows = await ModelRefusals.ToldAsync(model, test.Line, () => CountAsync(failing, cancellationToken));
            if (rows > 0)
                failures.Add(new(model.Name, date, test.Text, rows, await ExamplesAsync(failing, cancellationToken)));
        }

        return failures;
    }

    private async Task<long> CountAsync(string failing, CancellationToken cancellationToken) =>
        (await server.ReadAsync(model.Name, $"select count(*) from ({failing}\n) as f", row => row.GetInt64(0), cancellationToken))[0];

    private Task<List<string>> ExamplesAsync(string failing, CancellationToken cancellationToken) => server.ReadAsync(
        model.Name, string.Create(CultureInfo.InvariantCulture, $"select * from ({failing}\n) as f limit {ExampleRow.MostRows}"), Example, cancellationToken);

    private static string Example(NpgsqlDataReader row) =>
        ExampleRow.Text(Enumerable.Range(0, row.FieldCount).Select(index => (row.GetName(index), row.IsDBNull(index) ? null : row.GetValue(index))));
}
