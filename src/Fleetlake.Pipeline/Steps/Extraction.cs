using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Fleetlake.Events.Columns;
using Fleetlake.Events.Contracts;
using Fleetlake.Lake;
using Fleetlake.Lake.Raw;
using Fleetlake.Lake.Source;
using Fleetlake.Lake.Staging;
using Fleetlake.Lake.State;
using Fleetlake.Lake.Stores;

namespace Fleetlake.Pipeline.Steps;

/// <summary>One taking-in of a source date: from lines to raw, to rejected lines and to the rows that stage will want.</summary>
internal sealed class Extraction : IAsyncDisposable
{
    private readonly DayContext _day;
    private readonly Manifest? _previous;
    private readonly MendedLines _mends;
    private readonly TextPool _keys = new();
    private readonly RawZoneWriter _raw;
    private readonly RejectedWriter _rejected;
    private readonly StagedRows _staged;
    private List<StoredObject> _objects = [];
    private long[] _lines = [];
    private long[] _rejectedLines = [];
    private long _unmodelled;
    private Task<WrittenObjects>? _objectsFile;
    private Task _sorting = Task.CompletedTask;
    private bool _isHanded;

    public Extraction(DayContext day, Manifest? previous, MendedLines mends)
    {
        var lake = day.Workspace.Lake;
        _day = day;
        _previous = previous;
        _mends = mends;
        _raw = new RawZoneWriter(lake.Raw, day.Date, _keys);
        _rejected = new RejectedWriter(lake.Staging, day.Date, _keys);
        _staged = new StagedRows(lake.Scratch(DataLake.Owner(day.Date)));
    }

    /// <summary>The objects that are read from the source.</summary>
    public required IReadOnlyList<StoredObject> Present { get; init; }

    /// <summary>The objects whose rows are taken from the previous commit.</summary>
    public required IReadOnlyList<TakenObject> Carried { get; init; }

    /// <summary>What could not be carried over, when the run was told to go on.</summary>
    public string? Warning { get; set; }

    /// <summary>Says that rows of objects that are gone may be lost for want of a file of the lake.</summary>
    public static string NotKept(CorruptObjectException fault) =>
        $"rows of objects that are gone from the source could not all be kept: {fault.Message}";

    public static bool IsPartial(DayContext day) =>
        day.Workspace.Time.GetUtcNow().UtcDateTime < day.Date.AddDays(1).ToDateTime(TimeOnly.MinValue);

    public async Task ReadAsync(CancellationToken cancellation)
    {
        _objects = [.. Present, .. Carried.Select(taken => taken.Object)];
        var key = new ArrayBufferWriter<byte>();
        foreach (var file in _objects)
        {
            key.ResetWrittenCount();
            Encoding.UTF8.GetBytes(file.Key, key);
            _keys.Intern(key.WrittenSpan);
        }

        _lines = new long[_objects.Count];
        _rejectedLines = new long[_objects.Count];

        var reader = new EventReader(_day.Workspace.Source.Store, Present, _day.Date, _day.Workspace.Workers) { Mend = Mend };
        await foreach (var batch in reader.ReadAsync(cancellation))
            await TakeAsync(batch);
        if (Carried.Count > 0)
            await CarryOverAsync(cancellation);
    }

    /// <summary>Makes all durable, puts it in its place and writes the manifest.</summary>
    public async Task<Manifest> CommitAsync(ListingState listing, int carriedObjects, CancellationToken cancellation)
    {
        var lake = _day.Workspace.Lake;
        var commits = _day.Workspace.Commits;
        _objectsFile = Task.Run(() => WriteObjectsAsync(cancellation), CancellationToken.None);
        // Until the last files are durable there is little to do: the rows are put in order meanwhile.
        _sorting = Task.Run(_staged.Sort, CancellationToken.None);
        await Task.WhenAll(_raw.FinishAsync(cancellation), _objectsFile);
        await _rejected.FinishAsync(cancellation);
        var touched = await TouchedAsync(cancellation);
        await commits.MarkAsync(_day.Date, touched.Keys, cancellation);
        await (await _objectsFile).PublishAsync(cancellation);

        // From here to the manifest there is little to do: a reader meets old and new parts side by side for a moment only.
        // Raw goes before rejected lines: a line that is accepted now is in one of the two whatever stops this in between.
        await EnsureHeldAsync(cancellation);
        var parts = await _raw.PublishAsync(cancellation);
        var rejected = await _rejected.PublishAsync(cancellation);
        var manifest = new Manifest
        {
            Date = _day.Date,
            Commit = CommitId(listing),
            ContractVersion = EventContracts.Version,
            CommittedAt = _day.Workspace.Time.GetUtcNow(),
            IsPartial = IsPartial(_day),
            Listing = listing,
            CarriedObjects = carriedObjects,
            Mends = _mends.Digest,
            Parts = parts,
            Rejected = rejected,
            Reasons = _rejected.Reasons,
            Touched = touched,
            Totals = new Totals(
                _lines.Sum(), parts.Sum(part => part.File.Rows), _staged.Partitions.Sum(partition => partition.Rows), _rejected.Count, _unmodelled),
        };
        await EnsureHeldAsync(cancellation);
        await commits.WriteAsync(manifest, cancellation);
        await _sorting;
        _day.Handed = _staged;
        _isHanded = true;
        return manifest;
    }

    public async ValueTask DisposeAsync()
    {
        await _raw.DisposeAsync();
        await _rejected.DisposeAsync();
        if (_objectsFile is not null && await Task.WhenAny(_objectsFile) is { IsCompletedSuccessfully: true } written)
            await written.Result.DisposeAsync();
        await _sorting.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        if (!_isHanded)
            _staged.Dispose();
    }

    private Task<WrittenObjects> WriteObjectsAsync(CancellationToken cancellation) => ObjectsFile.PrepareAsync(
        _day.Workspace.Lake.Raw, _day.Date, [.. _objects.Select((file, i) => new TakenObject(file, _lines[i], _rejectedLines[i]))], cancellation);

    private Task EnsureHeldAsync(CancellationToken cancellation) => _day.Lease?.EnsureHeldAsync(cancellation) ?? Task.CompletedTask;

    // Without any mends a rejected line is not looked up.
    private Func<int, ReadOnlyMemory<byte>, byte[]?>? Mend =>
        _mends.IsEmpty ? null : (sourceObject, line) => _mends.Find(_objects[sourceObject].Key, line.Span);

    private async Task CarryOverAsync(CancellationToken cancellation)
    {
        var indexByKey = Enumerable.Range(Present.Count, Carried.Count).ToDictionary(i => _objects[i].Key, StringComparer.Ordinal);
        try
        {
            await foreach (var batch in new LakeReader(_day.Workspace.Lake, _day.Date, indexByKey) { Mend = Mend }.ReadAsync(cancellation))
                await TakeAsync(batch);
            await EnsurePartsWereThereAsync(cancellation);
        }
        catch (CorruptObjectException fault) when (_day.Force)
        {
            Warning = NotKept(fault);
        }
    }

    // A part that somebody has removed is no part without rows.
    private async Task EnsurePartsWereThereAsync(CancellationToken cancellation)
    {
        var raw = _day.Workspace.Lake.Raw;
        foreach (var part in _previous?.Parts ?? [])
        {
            if (await raw.FindAsync(part.File.Key, cancellation) is null)
                throw new CorruptObjectException(raw.Describe(part.File.Key), "nothing", $"the part of {part.File.Rows} rows that its manifest names");
        }
    }

    private async ValueTask TakeAsync(EventBatch batch)
    {
        foreach (var rows in batch.Raw)
            await _raw.AddAsync(rows);
        foreach (var rows in batch.Staged)
            _staged.Add(rows);
        _rejected.Add(batch.Rejected);
        _unmodelled += batch.Unmodelled;
        int last = 0;
        foreach (var (index, lines, rejected) in batch.Objects)
        {
            _lines[index] += lines;
            _rejectedLines[index] += rejected;
            last = index;
        }

        _day.Progress?.Invoke(new StepProgress(Math.Min(last + 1, _objects.Count), _objects.Count, "objects"));
    }

    // Dates that only the previous commit had rows of are kept with none: their partitions have to be staged again too.
    private async Task<Dictionary<DateOnly, IReadOnlyDictionary<string, long>>> TouchedAsync(CancellationToken cancellation)
    {
        var touched = _staged.Partitions
            .GroupBy(partition => partition.EventDate)
            .ToDictionary(date => date.Key, date => date.ToDictionary(each => each.Contract.Table.Name, each => each.Rows, StringComparer.Ordinal));
        foreach (var (date, tables) in await PreviouslyTouchedAsync(cancellation))
        {
            if (!touched.TryGetValue(date, out var rows))
                touched.Add(date, rows = new(StringComparer.Ordinal));
            foreach (string table in tables)
                rows.TryAdd(table, 0);
        }

        return touched.OrderBy(date => date.Key).ToDictionary(
            date => date.Key, date => (IReadOnlyDictionary<string, long>)new SortedDictionary<string, long>(date.Value, StringComparer.Ordinal));
    }

    private async Task<IReadOnlyList<(DateOnly Date, IEnumerable<string> Tables)>> PreviouslyTouchedAsync(CancellationToken cancellation)
    {
        var commits = _day.Workspace.Commits;
        var dates = new List<(DateOnly Date, IEnumerable<string> Tables)>();
        if (_previous is not null)
        {
            foreach (var (date, tables) in _previous.Touched)
            {
                if (tables.Values.Any(rows => rows > 0) || await commits.IsMarkedAsync(_day.Date, date, cancellation))
                    dates.Add((date, tables.Keys));
            }
        }
        else if (_day.Force)
        {
            // Where the manifest could not be read, the marks are all there is to know of what was touched.
            foreach (var date in await commits.EventDatesOfAsync(_day.Date, cancellation))
                dates.Add((date, EventContracts.All.Select(contract => contract.Table.Name)));
        }

        return dates;
    }

    private string CommitId(ListingState listing)
    {
        string carried = SourceListing.DigestOf(Carried.Select(taken => taken.Object));
        string made = $"{EventContracts.Version}\n{listing.Digest}\n{carried}\n{_mends.Digest}\n{Warning}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(made)).AsSpan(0, 16));
    }
}
