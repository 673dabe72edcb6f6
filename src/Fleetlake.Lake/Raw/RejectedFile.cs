using System.Text;
using Fleetlake.Events.Columns;
using Fleetlake.Events.Schema;
using Fleetlake.Lake.Parquet;
using Fleetlake.Lake.State;
using Fleetlake.Lake.Stores;

namespace Fleetlake.Lake.Raw;

/// <summary>A line that cannot be a row.</summary>
/// <param name="SourceObject">The key of its object.</param>
/// <param name="SourceLine">Its number in the object, from 1.</param>
/// <param name="Reason">A code of <see cref="Events.Parsing.Reason"/>.</param>
/// <param name="Detail">The offending member, found and expected.</param>
/// <param name="Line">The line as it came.</param>
public sealed record RejectedLine(string SourceObject, long SourceLine, string Reason, string Detail, byte[] Line);

/// <summary>Writes the rejected lines of a source date; without any there is no file.</summary>
public sealed class RejectedWriter(IObjectStore store, DateOnly sourceDate, TextPool objectKeys) : IAsyncDisposable
{
    /// <summary>The table, its columns as they lie in its files (without <c>date</c>).</summary>
    public static readonly TableSchema Table = new(
        LakeLayout.RejectedTable,
        [
            new Column("source_object", ColumnType.Text),
            new Column("source_line", ColumnType.BigInt),
            new Column("reason", ColumnType.Text),
            new Column("detail", ColumnType.Text),
            new Column("line", ColumnType.Binary),
        ],
        ["source_object", "source_line"]);

    private const long RowGroupBytes = 16L << 20;
    private readonly List<RejectedLines> _waiting = [];
    private readonly SortedDictionary<string, long> _reasons = new(StringComparer.Ordinal);
    private long _waitingBytes;
    private ParquetPart? _part;

    /// <summary>The lines so far.</summary>
    public long Count { get; private set; }

    /// <summary>The lines so far, by reason code.</summary>
    public IReadOnlyDictionary<string, long> Reasons => _reasons;

    /// <summary>Takes lines over.</summary>
    public void Add(RejectedLines lines)
    {
        if (lines.Count == 0)
            return;
        Count += lines.Count;
        foreach (string reason in lines.Reason)
            _reasons[reason] = _reasons.GetValueOrDefault(reason) + 1;
        _waiting.Add(lines);
        _waitingBytes += lines.Line.Bytes.Length + (200L * lines.Count);
        if (_waitingBytes >= RowGroupBytes)
            Flush();
    }

    /// <summary>Writes what waits and makes the file durable.</summary>
    public async Task FinishAsync(CancellationToken cancellation)
    {
        Flush();
        if (_part is not null)
            await _part.FinishAsync(cancellation);
    }

    /// <summary>Puts the file in its place, or removes the one that was there when no line was rejected.</summary>
    public async Task<FileState?> PublishAsync(CancellationToken cancellation)
    {
        if (_part is null)
        {
            await store.DeleteAsync(LakeLayout.StagedPart(LakeLayout.RejectedTable, sourceDate), cancellation);
            return null;
        }

        var put = await _part.PublishAsync(cancellation);
        return new FileState(put.Key, Count, put.Size, put.ETag);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_part is not null)
            await _part.DisposeAsync();
    }

    private void Flush()
    {
        if (_waiting.Count == 0)
            return;
        _part ??= new ParquetPart(
            store, LakeLayout.StagedPart(LakeLayout.RejectedTable, sourceDate), DataLake.Owner(sourceDate), Table.Columns,
            "source_object", "reason");
        _part.WriteRowGroup(
            _waiting,
            (column, lines) => ParquetColumns.WriteCodes(column, objectKeys, lines.SourceObject.Span),
            (column, lines) => ParquetColumns.WriteLongs(column, lines.SourceLine.Span),
            (column, lines) => ParquetColumns.WriteStrings(column, lines.Reason),
            (column, lines) => ParquetColumns.WriteStrings(column, lines.Detail),
            (column, lines) => ParquetColumns.WriteBytes(column, lines.Line, isOptional: false));
        foreach (var lines in _waiting)
            lines.Dispose();
        _waiting.Clear();
        _waitingBytes = 0;
    }
}

/// <summary>Reads the rejected lines of a source date.</summary>
public static class RejectedReader
{
    /// <summary>All lines, in the order of their objects, a row group at a time in memory.</summary>
    public static async IAsyncEnumerable<RejectedLine> ReadAsync(
        IObjectStore store, DateOnly sourceDate,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        if (await store.FindAsync(LakeLayout.StagedPart(LakeLayout.RejectedTable, sourceDate), cancellation) is not { } found)
            yield break;
        using var file = new ParquetSource(store, found);
        for (int i = 0; i < file.RowGroups; i++)
        {
            foreach (var line in ReadGroup(file, i))
                yield return line;
        }
    }

    private static IEnumerable<RejectedLine> ReadGroup(ParquetSource file, int index)
    {
        using var group = file.RowGroup(index);
        var texts = new TextPool();
        using ColumnList<int> objects = new(), reasons = new();
        using ColumnList<long> numbers = new();
        using ByteColumn details = new(), lines = new();
        file.ReadCodes(group, "source_object", texts, objects);
        file.ReadCodes(group, "reason", texts, reasons);
        file.ReadLongs(group, "source_line", numbers);
        file.ReadBytes(group, "detail", details);
        file.ReadBytes(group, "line", lines);
        int detailStart = 0;
        int lineStart = 0;
        for (int row = 0; row < objects.Count; row++)
        {
            yield return new RejectedLine(
                Text(texts[objects[row]]), numbers[row], Text(texts[reasons[row]]),
                Text(details.Bytes.Slice(detailStart, details.Lengths[row])),
                lines.Bytes.Slice(lineStart, lines.Lengths[row]).ToArray());
            detailStart += details.Lengths[row];
            lineStart += lines.Lengths[row];
        }
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
