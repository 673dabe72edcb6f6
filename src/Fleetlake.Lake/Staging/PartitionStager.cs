using System.Security.Cryptography;
using System.Text;
using Fleetlake.Events.Columns;
using Fleetlake.Events.Contracts;
using Fleetlake.Events.Parsing;
using Fleetlake.Lake.Raw;
using Fleetlake.Lake.State;

namespace Fleetlake.Lake.Staging;

/// <summary>What staging a partition came to.</summary>
/// <param name="Partition">The partition, or null when it has no rows.</param>
/// <param name="IsChanged">False when it was already made of the same commits.</param>
public sealed record StagedResult(StagedPartition? Partition, bool IsChanged);

/// <summary>
/// Makes a staged partition of all source dates that have rows of its event date, under the partition's lease: whoever
/// stages it last has seen every commit, in whatever order runs come.
/// </summary>
/// <param name="lake">The lake.</param>
/// <param name="leaseWait">How long to wait for the partition's lease.</param>
public sealed class PartitionStager(DataLake lake, TimeSpan leaseWait)
{
    private const long MicrosPerDay = 86_400_000_000;
    private readonly Commits _commits = new(lake.Raw);

    /// <summary>The rows of one source date that a run hands on, so that its raw need not be read again.</summary>
    public (DateOnly SourceDate, StagedRows Rows)? Handed { get; init; }

    /// <summary>Stages the partition again even when it is made of the same commits, and whatever its file is.</summary>
    public bool Force { get; init; }

    /// <summary>Stages a partition.</summary>
    public async Task<StagedResult> StageAsync(EventContract contract, DateOnly eventDate, CancellationToken cancellation)
    {
        string table = contract.Table.Name;
        string owner = DataLake.Owner(table, eventDate);
        await using var lease = await lake.Leases.AcquireAsync(LakeLayout.PartitionLease(table, eventDate), leaseWait, cancellation);
        var inputs = await InputsAsync(contract, eventDate, cancellation);
        string fingerprint = Fingerprint(inputs);
        if (!Force && await IsCurrentAsync(contract, eventDate, inputs, fingerprint, cancellation) is { } current)
            return current;

        await lake.SweepAsync(owner, cancellation);
        var handed = TakeHanded(contract, eventDate, inputs);
        using var rows = handed ?? new StagedSorter(contract, lake.Scratch(owner));
        bool isWhole = true;
        foreach (var commit in inputs)
        {
            if (handed is null || !IsHanded(commit.Date))
                isWhole &= await AddRawAsync(commit, rows, eventDate, owner, cancellation);
        }

        // Of a source date that is being replaced just now the rows may be of either commit: its run stages them again.
        var partition = await StagingZone.ReplaceAsync(
            lake.Staging, rows, eventDate, isWhole ? fingerprint : "torn", owner, lease.EnsureHeldAsync, cancellation);
        return new StagedResult(partition, IsChanged: true);
    }

    /// <summary>True when the partition is made of the present commits.</summary>
    public async Task<bool> IsCurrentAsync(EventContract contract, DateOnly eventDate, CancellationToken cancellation)
    {
        var inputs = await InputsAsync(contract, eventDate, cancellation);
        return await IsCurrentAsync(contract, eventDate, inputs, Fingerprint(inputs), cancellation) is not null;
    }

    private async Task<StagedResult?> IsCurrentAsync(
        EventContract contract, DateOnly eventDate, List<Manifest> inputs, string fingerprint, CancellationToken cancellation)
    {
        var present = await StagingZone.FindAsync(lake.Staging, contract, eventDate, cancellation);
        bool isCurrent = inputs.Count == 0 ? present is null : present?.Inputs == fingerprint;
        return isCurrent ? new StagedResult(present, IsChanged: false) : null;
    }

    // The commits that have rows for the partition, by source date.
    private async Task<List<Manifest>> InputsAsync(EventContract contract, DateOnly eventDate, CancellationToken cancellation)
    {
        var inputs = new List<Manifest>();
        foreach (var sourceDate in await _commits.SourceDatesOfAsync(eventDate, cancellation))
        {
            if (await _commits.FindAsync(sourceDate, cancellation) is { } commit
                && commit.Touched.TryGetValue(eventDate, out var tables)
                && tables.GetValueOrDefault(contract.Table.Name) > 0)
            {
                inputs.Add(commit);
            }
        }

        return inputs;
    }

    private static string Fingerprint(List<Manifest> inputs)
    {
        var text = new StringBuilder(EventContracts.Version);
        foreach (var commit in inputs)
            text.Append('\n').Append(LakeLayout.Date(commit.Date)).Append(' ').Append(commit.Commit);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
    }

    private bool IsHanded(DateOnly sourceDate) => Handed is { } handed && handed.SourceDate == sourceDate;

    private StagedSorter? TakeHanded(EventContract contract, DateOnly eventDate, List<Manifest> inputs) =>
        inputs.Exists(commit => IsHanded(commit.Date)) ? Handed!.Value.Rows.Take(contract, eventDate) : null;

    private async Task<bool> AddRawAsync(
        Manifest commit, StagedSorter rows, DateOnly eventDate, string owner, CancellationToken cancellation)
    {
        var part = commit.Parts.FirstOrDefault(each => each.Event == rows.Contract.Event)
            ?? throw new CorruptObjectException(
                lake.Raw.Describe(LakeLayout.Manifest(commit.Date)), $"rows of {rows.Contract.Event} and no part of them", "a part of each event");
        if (await lake.Raw.FindAsync(part.File.Key, cancellation) is not { } file)
            throw new CorruptObjectException(lake.Raw.Describe(part.File.Key), "nothing", $"the part of {part.File.Rows} rows that its manifest names");

        using var reader = new RawPartReader(lake.Raw, file);
        var parser = new RawRowParser();
        long start = (eventDate.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber) * MicrosPerDay;
        foreach (var group in reader.Read(start, start + MicrosPerDay, withOrigin: false))
        {
            cancellation.ThrowIfCancellationRequested();
            var batch = new EventBatch(commit.Date);
            Stage(group, rows.Contract, start, parser, batch);
            group.Dispose();
            foreach (var columns in batch.Staged)
                rows.Add(columns);
            if (rows.SizeInBytes > StagedRows.MemoryBudget)
                rows.Spill();
        }

        return file.ETag == part.File.ETag;
    }

    private static void Stage(RawColumns rows, EventContract contract, long start, RawRowParser parser, EventBatch batch)
    {
        byte[] eventName = Encoding.UTF8.GetBytes(rows.EventName);
        int data = 0;
        for (int row = 0; row < rows.Count; row++)
        {
            int length = Math.Max(rows.Data.Lengths[row], 0);
            long at = rows.At[row];
            if (at >= start && at < start + MicrosPerDay && EventContracts.Find(rows.Texts[rows.On[row]], eventName) == contract)
                parser.TryStage(batch, contract, rows.Data.Bytes.Slice(data, length), at, rows.Texts[rows.OrganizationId[row]]);
            data += length;
        }
    }
}
