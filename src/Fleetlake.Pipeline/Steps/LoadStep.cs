using Fleetlake.Events.Contracts;
using Fleetlake.Events.Schema;
using Fleetlake.Lake;
using Fleetlake.Lake.Staging;
using Fleetlake.Lake.State;
using Fleetlake.Lake.Stores;
using Fleetlake.Warehouse;

namespace Fleetlake.Pipeline.Steps;

/// <summary>Loads the partitions of a staged table that the source date touches and whose rows the warehouse does not have.</summary>
internal sealed class LoadStep(TableSchema table) : IStep
{
    public async Task<StepOutcome> RunAsync(DayContext day, CancellationToken cancellation)
    {
        var commit = await day.CommitAsync(cancellation);
        var session = await day.SessionAsync(cancellation);
        await session.CreateTableAsync(table, cancellation);
        await using var hold = await session.HoldAsync(table.Name, cancellation);
        var loaded = (await session.PartitionsAsync(cancellation)).Where(state => state.Table == table.Name)
            .ToDictionary(state => state.Date);
        var outcome = new StepOutcome();
        foreach (var (date, file, version) in await PartitionsAsync(day.Workspace, table.Name, commit, cancellation))
        {
            if (!day.Force && IsLoaded(loaded.GetValueOrDefault(date), version))
                continue;
            var staged = file is null ? null : new StagedFile(day.Workspace.Lake.Staging, file);
            long rows = await session.LoadAsync(table, date, staged, version, cancellation);
            outcome = outcome with { IsChanged = true, Rows = outcome.Rows + rows, Dates = [.. outcome.Dates, date] };
        }

        return outcome;
    }

    /// <summary>The partitions that a commit touches, as they lie in staging; a version is empty where there are no rows.</summary>
    public static async Task<IReadOnlyList<(DateOnly Date, StoredObject? File, string Version)>> PartitionsAsync(
        Workspace work, string table, Manifest commit, CancellationToken cancellation)
    {
        if (table == LakeLayout.RejectedTable)
        {
            var rejected = commit.Rejected is { } state ? new StoredObject(state.Key, state.Bytes, state.ETag) : null;
            return [(commit.Date, rejected, rejected is null ? "" : commit.Commit)];
        }

        var contract = EventContracts.All.Single(each => each.Table.Name == table);
        var partitions = new List<(DateOnly Date, StoredObject? File, string Version)>();
        foreach (var date in commit.Touched.Where(date => date.Value.ContainsKey(table)).Select(date => date.Key).Order())
        {
            var staged = await StagingZone.FindAsync(work.Lake.Staging, contract, date, cancellation);
            partitions.Add((date, staged?.File, staged?.Version ?? ""));
        }

        return partitions;
    }

    /// <summary>True when the warehouse has the rows of this version.</summary>
    public static bool IsLoaded(PartitionState? loaded, string version) =>
        loaded is null ? version.Length == 0 : loaded.Version == version;
}
