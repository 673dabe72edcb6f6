using System.Globalization;
using Fleetlake.Warehouse.Models;
using Fleetlake.Warehouse.Rendering;

namespace Fleetlake.Warehouse.ClickHouse;

/// <summary>
/// Builds dates of a model into a side table and takes a digest of each, which is the partition's version. Only those that
/// came out otherwise than they were are put in place.
/// </summary>
internal sealed class ClickHouseBuild(
    ClickHouseServer server, IPlacement placement, ClickHousePartitions states, PartitionWriter writer, Model model, IReadOnlyList<PartitionBuild> builds)
{
    private static readonly ClickHouseDialect Dialect = ClickHouseDialect.Instance;
    private readonly DateOnly[] _dates = [.. builds.Select(build => build.Date).Order()];

    public async Task<IReadOnlyList<DateOnly>> RunAsync(CancellationToken cancellationToken)
    {
        var query = new ModelSql(Dialect, model, _dates).Query();
        await CheckColumnsAsync(query, cancellationToken);
        var before = (await states.ReadAsync(cancellationToken)).Where(state => state.Table == model.Name).ToDictionary(state => state.Date);
        await using var side = await SideTable.CreateAsync(server, placement, model.Table, cancellationToken);
        foreach (var statement in placement.FillSide(model, side.Name, _dates))
            await ToldAsync(() => server.ExecuteAsync(model.Name, statement, cancellationToken));
        var after = await StatesAsync(side.Rows, cancellationToken);
        var changed = after.Where(state => before.GetValueOrDefault(state.Date)?.Version != state.Version).ToArray();
        await writer.ReplaceAsync(model.Table, side.Name, changed, cancellationToken);
        // Rows that came out the same keep what checked them and take their new inputs.
        await states.WriteAsync([.. after.Except(changed).Select(state => before[state.Date] with { Inputs = state.Inputs })], cancellationToken);
        return [.. changed.Select(state => state.Date)];
    }

    private async Task<IReadOnlyList<PartitionState>> StatesAsync(string side, CancellationToken cancellationToken)
    {
        var digests = await server.ReadAsync(
            model.Name,
            $"select \"date\", count(), toString(sum(sipHash64(({Dialect.Names(model.Table.Columns)})))) from {side} group by \"date\"",
            row => (Date: row.Date(0), Rows: row.Long(1), Digest: row.Text(2)),
            cancellationToken);
        if (digests.Where(digest => !_dates.Contains(digest.Date)).Sum(digest => digest.Rows) is var others and > 0)
            throw ModelFaults.OtherDates(model, others);
        var byDate = digests.ToDictionary(digest => digest.Date);
        return
        [
            .. builds.OrderBy(build => build.Date).Select(build => byDate.TryGetValue(build.Date, out var digest)
                ? State(build, digest.Rows, digest.Digest)
                : State(build, 0, "0")),
        ];
    }

    private PartitionState State(PartitionBuild build, long rows, string digest) =>
        new(model.Name, build.Date, string.Create(CultureInfo.InvariantCulture, $"{rows}-{digest}"), build.Inputs, rows, null);

    private async Task CheckColumnsAsync(string query, CancellationToken cancellationToken)
    {
        List<string> found = [];
        await ToldAsync(async () => found = await server.ReadAsync(model.Name, $"describe table ({query}\n)", row => row.Text(0), cancellationToken));
        ModelFaults.EnsureColumns(model, found);
    }

    private Task ToldAsync(Func<Task> work) => ModelRefusals.ToldAsync(model, null, work);
}
