using System.Globalization;
using Fleetlake.Events.Schema;

namespace Fleetlake.Warehouse.ClickHouse;

/// <summary>
/// Puts partitions of a side table in place and records them. There is no transaction over the two: the state is taken back
/// first, then the rows are replaced, then the new state is written. Whatever stops this in between leaves partitions whose
/// state matches no file and no inputs, so that they are made again.
/// </summary>
internal sealed class PartitionWriter(ClickHouseServer server, IPlacement placement, ClickHousePartitions states, TableHold? hold)
{
    public async Task ReplaceAsync(TableSchema table, string side, IReadOnlyList<PartitionState> after, CancellationToken cancellationToken)
    {
        if (after.Count == 0)
            return;
        DateOnly[] filled = [.. after.Where(state => state.Rows > 0).Select(state => state.Date)];
        DateOnly[] emptied = [.. after.Where(state => state.Rows == 0).Select(state => state.Date)];
        await states.WriteAsync([.. after.Select(Unfinished)], cancellationToken);
        if (hold is not null)
            await hold.EnsureHeldAsync(cancellationToken);
        foreach (var statement in placement.Replace(table, side, filled, emptied))
            await ReplaceAsync(table, statement, cancellationToken);
        await states.WriteAsync(after, cancellationToken);
    }

    private async Task ReplaceAsync(TableSchema table, string statement, CancellationToken cancellationToken)
    {
        try
        {
            await server.ExecuteAsync(table.Name, statement, cancellationToken);
        }
        catch (ClickHouseException exception) when (exception.Code == ClickHouseFaults.UnknownTable)
        {
            throw new FleetlakeException(
                FaultKind.Held, $"{table.Name} in {server.Location} has been taken over by another run, which has swept the rows made ready; this one must have stood still.", exception);
        }
    }

    // Never a version that comes back, and with rows: a partition without any is as one that is not there.
    private static PartitionState Unfinished(PartitionState state) => state with
    {
        Version = string.Create(CultureInfo.InvariantCulture, $"unfinished {Guid.NewGuid():N}"),
        Inputs = "",
        Rows = Math.Max(1, state.Rows),
        Checked = null,
    };
}
