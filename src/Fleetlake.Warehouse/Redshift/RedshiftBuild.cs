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
        await using var built = await TemporaryTable.CreateAsync(server, model.Name, name => TableStatements.CreateBuilt(name, model.Table), cancellationToken);
        string fill = TableStatements.FillBuilt(built.Name, model.Table, query);
        await ModelRefusals.ToldAsync(model, fill, () => server.ExecuteAsync(model.Name, fill, cancellationToken));
        var rows = await CountAsync(built.Name, cancellationToken);
        var changed = await ChangedAsync(built.Name, before, rows, cancellationToken);
        await writer.WriteAsync(
            model.Name,
            changed.Length == 0 ? [] : [TableStatements.Delete(model.Table, changed), TableStatements.InsertBuilt(built.Name, model.Table, changed)],
            // Rows that came out the same keep what checked them and take their new inputs.
            [.. builds.Select(build => changed.Contains(build.Date) ? New(build, rows.GetValueOrDefault(build.Date)) : before[build.Date] with { Inputs = build.Inputs })],
            cancellationToken);
        return changed;
    }

    private async Task CheckColumnsAsync(string query, CancellationToken cancellationToken)
    {
        string statement = $"select * from ({query}\n) as m limit 0";
        ModelFaults.EnsureColumns(model, await ModelRefusals.ToldAsync(model, statement, () => server.ColumnsAsync(model.Name, statement, cancellationToken)));
    }

    private async Task<Dictionary<DateOnly, long>> CountAsync(string built, CancellationToken cancellationToken)
    {
        var rows = (await server.ReadAsync(
            model.Name,
            $"select \"date\", count(*) from {RedshiftDialect.Instance.Name(built)} group by \"date\"",
            row => (Date: row.GetFieldValue<DateOnly>(0), Rows: row.GetInt64(1)),
            cancellationToken)).ToDictionary(counted => counted.Date, counted => counted.Rows);
        if (rows.Where(counted => !_dates.Contains(counted.Key)).Sum(counted => counted.Value) is var others and > 0)
            throw ModelFaults.OtherDates(model, others);
        return rows;
    }

    private async Task<DateOnly[]> ChangedAsync(
        string built, Dictionary<DateOnly, PartitionState> before, Dictionary<DateOnly, long> rows, CancellationToken cancellationToken)
    {
        DateOnly[] asMany = [.. _dates.Where(date => before.GetValueOrDefault(date)?.Rows == rows.GetValueOrDefault(date))];
        DateOnly[] filled = [.. asMany.Where(rows.ContainsKey)];
        List<DateOnly> others = filled.Length == 0
            ? []
            : await server.ReadAsync(model.Name, TableStatements.Changed(built, model.Table, filled), row => row.GetFieldValue<DateOnly>(0), cancellationToken);
        return [.. _dates.Except(asMany).Concat(others).Order()];
    }

    // Never a version that comes back.
    private PartitionState New(PartitionBuild build, long rows) =>
        new(model.Name, build.Date, string.Create(CultureInfo.InvariantCulture, $"{rows}-{Guid.NewGuid():N}"), build.Inputs, rows, null);
}
