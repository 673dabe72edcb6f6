using System.Globalization;
using Fleetlake.Warehouse.Models;
using Fleetlake.Warehouse.Rendering;

namespace Fleetlake.Warehouse.Redshift;

/// <summary>
/// Builds dates of a model into a temporary table and compares it with the partitions that there are. Only those that came out
/// otherwise are replaced, and get a new version. There is no digest of rows: no sum of hashes is spelled alike everywhere.
/// </summary>
internal sealed class RedshiftBuild(RedshiftServer server, RedshiftPartitions states, PartitionWriter writer, Model model, IReadOnlyList<PartitionBuild> builds)
{
    private readonly DateOnly[] _dates = [.. builds.Select(build => build.Date).Order()];

    public async Task<IReadOnlyList<DateOnly>> RunAsync(CancellationToken cancellationToken)
    {
        string query = new ModelSql(RedshiftDialect.Instance, model, _dates).Query();
        await CheckColumnsAsync(query, cancellationToken);
        var before = (await states.ReadAsync(cancellationToken)).Where(state => state.Table == model.Name).ToDictionary(state => state.Date);
        await FillAsync(query, cancellationToken);
        var rows = await CountAsync(cancellationToken);
        var changed = await ChangedAsync(before, rows, cancellationToken);
        await writer.WriteAsync(
            model.Name,
            changed.Length == 0 ? [] : [TableStatements.Delete(model.Table, changed), TableStatements.InsertBuilt(model.Table, changed)],
            // Rows that came out the same keep what checked them and take their new inputs.
            [.. builds.Select(build => changed.Contains(build.Date) ? New(build, rows.GetValueOrDefault(build.Date)) : before[build.Date] with { Inputs = build.Inputs })],
            cancellationToken);
        await server.ExecuteAsync(model.Name, TableStatements.Drop(TableStatements.Built), cancellationToken);
        return changed;
    }

    private async Task CheckColumnsAsync(string query, CancellationToken cancellationToken)
    {
        string statement = $"select * from ({query}\n) as m limit 0";
        ModelFaults.EnsureColumns(model, await ModelRefusals.ToldAsync(model, statement, () => server.ColumnsAsync(model.Name, statement, cancellationToken)));
    }

    private async Task FillAsync(string query, CancellationToken cancellationToken)
    {
        await server.ExecuteAsync(model.Name, TableStatements.Drop(TableStatements.Built), cancellationToken);
        await server.ExecuteAsync(model.Name, TableStatements.CreateBuilt(model.Table), cancellationToken);
        string statement = TableStatements.FillBuilt(model.Table, query);
        await ModelRefusals.ToldAsync(model, statement, () => server.ExecuteAsync(model.Name, statement, cancellationToken));
    }

    private async Task<Dictionary<DateOnly, long>> CountAsync(CancellationToken cancellationToken)
    {
        var rows = (await server.ReadAsync(
            model.Name,
            $"select \"date\", count(*) from {RedshiftDialect.Instance.Name(TableStatements.Built)} group by \"date\"",
            row => (Date: row.GetFieldValue<DateOnly>(0), Rows: row.GetInt64(1)),
            cancellationToken)).ToDictionary(counted => counted.Date, counted => counted.Rows);
        if (rows.Where(counted => !_dates.Contains(counted.Key)).Sum(counted => counted.Value) is var others and > 0)
            throw ModelFaults.OtherDates(model, others);
        return rows;
    }

    private async Task<DateOnly[]> ChangedAsync(Dictionary<DateOnly, PartitionState> before, Dictionary<DateOnly, long> rows, CancellationToken cancellationToken)
    {
        DateOnly[] asMany = [.. _dates.Where(date => before.GetValueOrDefault(date)?.Rows == rows.GetValueOrDefault(date))];
        DateOnly[] filled = [.. asMany.Where(rows.ContainsKey)];
        List<DateOnly> others = filled.Length == 0
            ? []
            : await server.ReadAsync(model.Name, TableStatements.Changed(model.Table, filled), row => row.GetFieldValue<DateOnly>(0), cancellationToken);
        return [.. _dates.Except(asMany).Concat(others).Order()];
    }

    // Never a version that comes back.
    private PartitionState New(PartitionBuild build, long rows) =>
        new(model.Name, build.Date, string.Create(CultureInfo.InvariantCulture, $"{rows}-{Guid.NewGuid():N}"), build.Inputs, rows, null);
}
