using System.Globalization;
using DuckDB.NET.Data;
using Fleetlake.Warehouse.Models;
using Fleetlake.Warehouse.Rendering;

namespace Fleetlake.Warehouse.DuckDb;

/// <summary>
/// Builds dates of a model. The new rows are written over the old ones in a transaction. Where there were as many, a digest of
/// the old ones was taken first: what came out the same keeps its version, and when all of it did, the writing is undone.
/// </summary>
internal sealed class DuckDbBuild(DuckDBConnection connection, Model model, IReadOnlyList<PartitionBuild> builds)
{
    private readonly DuckDbDialect _dialect = DuckDbDialect.Instance;
    private readonly DateOnly[] _dates = [.. builds.Select(build => build.Date).Order()];

    private string Table => _dialect.Name(model.Name);

    private string Columns => string.Join(", ", model.Table.Columns.Select(column => _dialect.Name(column.Name)));

    public async Task<IReadOnlyList<DateOnly>> RunAsync(CancellationToken cancellationToken)
    {
        var query = new ModelSql(_dialect, model, _dates).Query();
        await CheckColumnsAsync(query, cancellationToken);
        var before = (await DuckDbPartitions.ReadAsync(connection, cancellationToken))
            .Where(state => state.Table == model.Name && _dates.Contains(state.Date))
            .ToDictionary(state => state.Date, state => state.Rows);
        DateOnly[] changed = [];
        await connection.InTransactionAsync(async () =>
        {
            var old = await DigestsAsync(before.Keys, cancellationToken);
            var rows = await ReplaceAsync(query, cancellationToken);
            DateOnly[] asMany = [.. before.Where(date => date.Value == rows.GetValueOrDefault(date.Key)).Select(date => date.Key)];
            var digests = await DigestsAsync(asMany, cancellationToken);
            changed = [.. _dates.Except(asMany.Where(date => old.GetValueOrDefault(date) == digests.GetValueOrDefault(date)))];
            foreach (var build in builds.Where(build => changed.Contains(build.Date)))
                await DuckDbPartitions.ReplaceAsync(connection, New(build, rows.GetValueOrDefault(build.Date)), cancellationToken);
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

    private async Task<Dictionary<DateOnly, long>> ReplaceAsync(string query, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync($"delete from {Table} where {In(_dates)}", cancellationToken);
        var written = await ModelErrors.ToldAsync(model, () => connection.ExecuteAsync(
            // Not sorted: the rows of a window come grouped and in order, and sorting them again costs a third more for no faster reading.
            // The query begins on the statement's first line, so that the engine counts its lines as the file does.
            $"insert into {Table} ({Columns}) select {Columns} from ({query}\n) as m", cancellationToken));
        var rows = await ByDateAsync("count(*)", _dates, row => row.GetInt64(1), cancellationToken);
        if (written - rows.Values.Sum() is var others and > 0)
            throw ModelFaults.OtherDates(model, others);
        return rows;
    }

    private async Task<Dictionary<DateOnly, string>> DigestsAsync(IReadOnlyCollection<DateOnly> dates, CancellationToken cancellationToken) =>
        dates.Count == 0 ? [] : await ByDateAsync($"cast(sum(hash({Columns})) as varchar)", dates, row => row.GetString(1), cancellationToken);

    private async Task<Dictionary<DateOnly, T>> ByDateAsync<T>(
        string aggregate, IEnumerable<DateOnly> dates, Func<DuckDBDataReader, T> read, CancellationToken cancellationToken) =>
        (await connection.ReadAsync(
            $"select \"date\", {aggregate} from {Table} where {In(dates)} group by \"date\"", row => (row.GetFieldValue<DateOnly>(0), read(row)), cancellationToken))
        .ToDictionary();

    private async Task CheckColumnsAsync(string query, CancellationToken cancellationToken)
    {
        var found = await ModelErrors.ToldAsync(model, () => connection.ReadAsync($"describe ({query}\n)", row => row.GetString(0), cancellationToken));
        ModelFaults.EnsureColumns(model, found);
    }

    private string In(IEnumerable<DateOnly> dates) => $"\"date\" in ({string.Join(", ", dates.Select(_dialect.Date))})";

    // Never a version that comes back.
    private PartitionState New(PartitionBuild build, long rows) =>
        new(model.Name, build.Date, string.Create(CultureInfo.InvariantCulture, $"{rows}-{Guid.NewGuid():N}"), build.Inputs, rows, null);
}
