using System.Globalization;
using Fleetlake.Events.Contracts;
using Fleetlake.Lake.Parquet;
using Fleetlake.Lake.Stores;

namespace Fleetlake.Lake.Staging;

/// <summary>A partition of a staged table as it lies in the lake.</summary>
/// <param name="File">Its file.</param>
/// <param name="Inputs">The fingerprint of the commits that it was made of.</param>
/// <param name="Version">The digest of its rows.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Duplicates">Events that had been delivered more than once, each extra delivery counted.</param>
public sealed record StagedPartition(StoredObject File, string Inputs, string Version, long Rows, long Duplicates);

/// <summary>The staged tables: each partition one file, sorted by id and time, without duplicates.</summary>
public static class StagingZone
{
    private const string InputsName = "fleetlake.inputs";
    private const string VersionName = "fleetlake.version";
    private const string DuplicatesName = "fleetlake.duplicates";

    /// <summary>The partition as it is now, or null when it has no rows and so no file.</summary>
    /// <exception cref="CorruptObjectException">Its file is no staging file.</exception>
    public static async Task<StagedPartition?> FindAsync(
        IObjectStore store, EventContract contract, DateOnly eventDate, CancellationToken cancellation)
    {
        if (await store.FindAsync(LakeLayout.StagedPart(contract.Table.Name, eventDate), cancellation) is not { } found)
            return null;
        using var file = new ParquetSource(store, found);
        string duplicateText = file.MetadataOf(DuplicatesName);
        if (!long.TryParse(duplicateText, CultureInfo.InvariantCulture, out long duplicates))
            throw new CorruptObjectException(store.Describe(found.Key), $"{DuplicatesName} {duplicateText}", "a number");
        return new StagedPartition(found, file.MetadataOf(InputsName), file.MetadataOf(VersionName), file.Rows, duplicates);
    }

    /// <summary>Replaces a partition by the given rows; without any its file is removed.</summary>
    /// <param name="store">The staging zone.</param>
    /// <param name="rows">The rows, which are used up.</param>
    /// <param name="eventDate">The event date.</param>
    /// <param name="inputs">The fingerprint of the commits that the rows are of.</param>
    /// <param name="owner">Whose upload it is.</param>
    /// <param name="beforePut">Asked right before the put: whether the lease is still held.</param>
    /// <param name="cancellation">Stops the work and leaves the partition as it was.</param>
    internal static async Task<StagedPartition?> ReplaceAsync(
        IObjectStore store, StagedSorter rows, DateOnly eventDate, string inputs, string owner,
        Func<CancellationToken, Task> beforePut, CancellationToken cancellation)
    {
        var table = rows.Contract.Table;
        string key = LakeLayout.StagedPart(table.Name, eventDate);
        if (rows.Count == 0)
        {
            await beforePut(cancellation);
            await store.DeleteAsync(key, cancellation);
            return null;
        }

        await using var part = new ParquetPart(
            store, key, owner, table.Columns, table.Columns[0].Name, table.Columns[^1].Name);
        using var writer = new StagedPartWriter(part, rows.Contract);
        rows.Emit(writer);
        string version = writer.Finish();
        part.SetMetadata(InputsName, inputs);
        part.SetMetadata(VersionName, version);
        long duplicates = rows.Count - writer.Rows;
        part.SetMetadata(DuplicatesName, duplicates.ToString(CultureInfo.InvariantCulture));
        await part.FinishAsync(cancellation);
        await beforePut(cancellation);
        return new StagedPartition(await part.PublishAsync(cancellation), inputs, version, writer.Rows, duplicates);
    }
}
