using Fleetlake.Events.Columns;
using Fleetlake.Lake.Parquet;
using Fleetlake.Lake.State;
using Fleetlake.Lake.Stores;

namespace Fleetlake.Lake.Raw;

/// <summary>
/// The raw part of one event name. Rows wait until they fill a row group, which is encoded while the next one fills; those
/// whose event date is another day wait apart and lie together, by date, so that staging that other day reads them and not the rest.
/// </summary>
internal sealed class RawPartWriter(IObjectStore store, DateOnly sourceDate, string eventName, TextPool objectKeys) : IAsyncDisposable
{
    /// <summary>The name in the file's metadata under which it has its event name: the folder's may be shortened.</summary>
    public const string EventName = "fleetlake.event";

    private const long RowGroupBytes = 32L << 20;
    private const int SmallRowGroupRows = 4096;
    private const int FewRows = 1024;

    private List<RawColumns> _rows = [];
    private List<RawColumns> _strays = [];
    private Task _writing = Task.CompletedTask;
    private long _rowBytes;
    private long _strayBytes;
    private ParquetPart? _part;
    private long _count;
    private long _minAt = long.MaxValue;
    private long _maxAt = long.MinValue;

    public long WaitingBytes => _rowBytes + _strayBytes;

    /// <summary>Takes the rows over.</summary>
    public async ValueTask AddAsync(RawColumns columns)
    {
        if (columns.Count <= FewRows)
            columns = Compact(columns);
        if (columns.IsStray)
        {
            _strays.Add(columns);
            _strayBytes += columns.SizeInBytes;
        }
        else
        {
            _rows.Add(columns);
            _rowBytes += columns.SizeInBytes;
        }

        if (_rowBytes >= RowGroupBytes)
            await FlushRowsAsync();
        if (_strayBytes >= RowGroupBytes)
            await FlushStraysAsync();
    }

    public async Task FlushAsync()
    {
        await FlushRowsAsync();
        await FlushStraysAsync();
    }

    public async Task FinishAsync(CancellationToken cancellation)
    {
        await FlushAsync();
        await _writing;
        await _part!.FinishAsync(cancellation);
    }

    public async Task<RawPartState> PublishAsync(CancellationToken cancellation)
    {
        var put = await _part!.PublishAsync(cancellation);
        return new RawPartState(
            eventName, new FileState(put.Key, _count, put.Size, put.ETag), InstantOf(_minAt), InstantOf(_maxAt));
    }

    public async ValueTask DisposeAsync()
    {
        // A fault of the writing has been told by the next flush, or the part is abandoned for another one.
        await _writing.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        foreach (var columns in _rows.Concat(_strays))
            columns.Dispose();
        if (_part is not null)
            await _part.DisposeAsync();
    }

    private static DateTimeOffset InstantOf(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);

    // Few rows wait long: they are not to keep the room of many from those that have many.
    private RawColumns Compact(RawColumns columns)
    {
        var few = new RawColumns(eventName, new TextPool(), columns.IsStray);
        int data = 0;
        int extra = 0;
        for (int row = 0; row < columns.Count; row++)
        {
            few.AddRow(columns, row, data, extra, columns.SourceObject[row]);
            data += Math.Max(columns.Data.Lengths[row], 0);
            extra += Math.Max(columns.Extra.Lengths[row], 0);
        }

        columns.Dispose();
        return few;
    }

    private async Task FlushRowsAsync()
    {
        if (_rows.Count == 0)
            return;
        await _writing;
        var rows = _rows;
        _writing = Task.Run(() => WriteRowGroup(rows));
        _rows = [];
        _rowBytes = 0;
    }

    private async Task FlushStraysAsync()
    {
        if (_strays.Count == 0)
            return;
        await _writing;
        var strays = _strays;
        _writing = Task.Run(() => WriteStrays(strays));
        _strays = [];
        _strayBytes = 0;
    }

    private void WriteStrays(List<RawColumns> strays)
    {
        RawColumns? group = null;
        int day = 0;
        foreach (var (columns, row, dataStart, extraStart) in SortedByDay(strays))
        {
            int rowDay = EventBatch.DayOf(columns.At[row]);
            if (group is not null && rowDay != day && group.Count >= SmallRowGroupRows)
            {
                WriteRowGroup([group]);
                group = null;
            }

            group ??= new RawColumns(eventName, new TextPool(), isStray: true);
            group.AddRow(columns, row, dataStart, extraStart, columns.SourceObject[row]);
            day = rowDay;
        }

        WriteRowGroup([group!]);
        foreach (var columns in strays)
            columns.Dispose();
    }

    private static List<(RawColumns Columns, int Row, int DataStart, int ExtraStart)> SortedByDay(List<RawColumns> strays)
    {
        var rows = new List<(RawColumns Columns, int Row, int DataStart, int ExtraStart)>();
        foreach (var columns in strays)
        {
            int data = 0;
            int extra = 0;
            for (int row = 0; row < columns.Count; row++)
            {
                rows.Add((columns, row, data, extra));
                data += Math.Max(columns.Data.Lengths[row], 0);
                extra += Math.Max(columns.Extra.Lengths[row], 0);
            }
        }

        // OrderBy is stable: rows of one day stay in the order of their objects and lines.
        return [.. rows.OrderBy(row => EventBatch.DayOf(row.Columns.At[row.Row]))];
    }

    private void WriteRowGroup(List<RawColumns> segments)
    {
        _part ??= NewPart();
        _part.WriteRowGroup(
            segments,
            (column, rows) => ParquetColumns.WriteCodes(column, rows.Texts, rows.On.Span),
            (column, rows) => ParquetColumns.WriteLongs(column, rows.At.Span),
            (column, rows) => ParquetColumns.WriteBytes(column, rows.Data, isOptional: true),
            (column, rows) => ParquetColumns.WriteCodes(column, rows.Texts, rows.OrganizationId.Span),
            (column, rows) => ParquetColumns.WriteBytes(column, rows.Extra, isOptional: true),
            (column, rows) => ParquetColumns.WriteCodes(column, objectKeys, rows.SourceObject.Span),
            (column, rows) => ParquetColumns.WriteLongs(column, rows.SourceLine.Span));
        foreach (var segment in segments)
        {
            _count += segment.Count;
            foreach (long at in segment.At.Span)
            {
                _minAt = Math.Min(_minAt, at);
                _maxAt = Math.Max(_maxAt, at);
            }

            segment.Dispose();
        }
    }

    private ParquetPart NewPart()
    {
        var part = new ParquetPart(
            store, LakeLayout.RawPart(sourceDate, eventName), DataLake.Owner(sourceDate), LakeFiles.Raw, "on", "organization_id", "source_object");
        part.SetMetadata(EventName, eventName);
        return part;
    }
}
