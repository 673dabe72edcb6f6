using System.Globalization;
using DuckDB.NET.Data;
using Fleetlake.Warehouse.Models;
using Fleetlake.Warehouse.Rendering;

namespace Fleetlake.Warehouse.DuckDb;

/// <summary>
/// Builds dates of a model. The new rows are written over the old ones in a transaction and a digest is taken of them,
/// which is the partition's version: what came out the same is told from the recorded versions, without the old rows being read,
/// and when all of it did, the writing is undone.
/// </summary>
internal sealed class DuckDbBuild(DuckDBConnection connection, Model model, IReadOnlyList<PartitionBuild> builds)
{
    private readonly DuckDbDialect _dialect = DuckDbDialect.Instance;
    private readonly DateOnly[] _dates = [.. builds.Select(build => build.Date).Order()];

    public async Task<IReadOnlyList<DateOnly>> RunAsync(CancellationToken cancellationToken)
    {
        var query = new ModelSql(_dialect, model, _dates).Query();
        await CheckColumnsAsync(query, cancellationToken);
        var before = (await DuckDbPartitions.ReadAsync(connection, cancellationToken))
            .Where(state => state.Table == model.Name)
            .ToDictionary(state => state.Date, state => state.Version);
        DateOnly[] changed = [];
        await connection.InTransactionAsync(async () =>
        {
            var after = await ReplaceAsync(query, cancellationToken);
            changed = [.. _dates.Where(date => before.GetValueOrDefault(date) != after[date].Version)];
            foreach (var build in builds.Where(build => changed.Contains(build.Date)))
                await DuckDbPartitions.ReplaceAsync(connection, after[build.Date] with { Inputs = build.Inputs }, cancellationToken);
            await UpdateInputsAsync(builds.Where(build => changed.Length > 0 && !changed.Contains(build.Date)), cancellationToken);
            return changed.Length > 0;
        });
        if (changed.Length == 0)
            await connection.InTransactionAsync(async () => await UpdateInputsAsync(builds, cancellationToken));
        return changed;
    }

    private async Task<bool> UpdateInputsAsync(IEnumerable<PartitionBuild> same, CancellationToken cancellationToken)
    {
        foreach (var build in same)
            await DuckDbPartitions.UpdateInputsAsync(connection, model.Name, build, cancellationToken);
        return true;
    }

    private async Task<Dictionary<DateOnly, PartitionState>> ReplaceAsync(string query, CancellationToken cancellationToken)
    {
        var table = _dialect.Name(model.Name);
        var columns = string.Join(", ", model.Table.Columns.Select(column => _dialect.Name(column.Name)));
        var own = $"\"date\" in ({string.Join(", ", _dates.Select(_dialect.Date))})";
        await connection.ExecuteAsync($"delete from {table} where {own}", cancellationToken);
        var written = await ModelErrors.ToldAsync(model, () => connection.ExecuteAsync(
            // Not sorted: the rows of a window come grouped and in order, and sorting them again costs a third more for no faster reading.
            // The query begins on the statement's first line, so that the engine counts its lines as the file does.
            $"insert into {table} ({columns}) select {columns} from ({query}\n) as m", cancellationToken));
        var states = _dates.ToDictionary(date => date, date => new PartitionState(model.Name, date, Version(0, "0"), "", 0, null));
        var digests = $"select \"date\", count(*), cast(sum(hash({columns})) as varchar) from {table} where {own} group by \"date\"";
        foreach (var (date, rows, digest) in await connection.ReadAsync(digests, row => (row.GetFieldValue<DateOnly>(0), row.GetInt64(1), row.GetString(2)), cancellationToken))
            states[date] = states[date] with { Rows = rows, Version = Version(rows, digest) };
        if (written - states.Values.Sum(state => state.Rows) is var others and > 0)
            throw ModelFaults.OtherDates(model, others);
        return states;
    }

    private async Task CheckColumnsAsync(string query, CancellationToken cancellationToken)
    {
        var found = await ModelErrors.ToldAsync(model, () => connection.ReadAsync($"describe ({query}\n)", row => row.GetString(0), cancellationToken));
        ModelFaults.EnsureColumns(model, found);
    }

    private static string Version(long rows, string digest) => string.Create(CultureInfo.InvariantCulture, $"{rows}-{digest}");
}
