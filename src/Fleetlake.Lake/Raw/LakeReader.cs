using System.Text;
using Fleetlake.Events.Columns;
using Fleetlake.Events.Contracts;
using Fleetlake.Events.Parsing;
using Fleetlake.Lake.Stores;

namespace Fleetlake.Lake.Raw;

/// <summary>
/// Reads objects of a source date from the lake instead of the source: those that are gone, or all of them when rejected
/// lines are judged again. Rejected lines go through the contract anew; the other rows are copied as they are.
/// </summary>
/// <param name="lake">The lake.</param>
/// <param name="sourceDate">The source date.</param>
/// <param name="indexByKey">The objects that are read, and their indexes in the run's list.</param>
public sealed class LakeReader(DataLake lake, DateOnly sourceDate, IReadOnlyDictionary<string, int> indexByKey)
{
    private const int BatchRows = 16_384;
    private const int LineBits = 40;

    /// <summary>Gives mended lines for rejected ones; see <see cref="LineParser.Mend"/>.</summary>
    public Func<int, ReadOnlyMemory<byte>, byte[]?>? Mend { get; init; }

    /// <summary>All batches; each belongs to the caller.</summary>
    /// <exception cref="CorruptObjectException">A file of the date cannot be read.</exception>
    public async IAsyncEnumerable<EventBatch> ReadAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        using var rejected = new ColumnList<long>();
        await foreach (var batch in ReadRejectedAsync(rejected, cancellation))
            yield return batch;
        rejected.Span.Sort();
        await foreach (var part in lake.Raw.ListAsync([LakeLayout.RawPrefix(sourceDate)], cancellation))
        {
            foreach (var batch in ReadRaw(part, rejected, cancellation))
                yield return batch;
        }
    }

    private async IAsyncEnumerable<EventBatch> ReadRejectedAsync(
        ColumnList<long> rejected, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var parser = new LineParser { Batch = new EventBatch(sourceDate), Mend = Mend };
        int lines = 0;
        await foreach (var line in RejectedReader.ReadAsync(lake.Staging, sourceDate, cancellation))
        {
            if (!indexByKey.TryGetValue(line.SourceObject, out int index))
                continue;
            rejected.Add(Pack(index, line.SourceLine));
            int before = parser.Batch.Rejected.Count;
            if (line.Reason == Reason.LineTooLong)
                parser.Batch.Rejected.Add(index, line.SourceLine, line.Reason, line.Detail, line.Line);
            else
                parser.Parse(line.Line, index, line.SourceLine);
            parser.Batch.Objects.Add((index, 1, parser.Batch.Rejected.Count - before));
            if (++lines % BatchRows != 0)
                continue;
            yield return parser.Batch;
            parser.Batch = new EventBatch(sourceDate);
        }

        yield return parser.Batch;
    }

    private IEnumerable<EventBatch> ReadRaw(StoredObject part, ColumnList<long> rejected, CancellationToken cancellation)
    {
        using var reader = new RawPartReader(lake.Raw, part);
        var parser = new RawRowParser();
        foreach (var group in reader.Read(long.MinValue, long.MaxValue, withOrigin: true))
        {
            cancellation.ThrowIfCancellationRequested();
            var batch = new EventBatch(sourceDate);
            Copy(group, reader.ObjectKeys, rejected, parser, batch);
            group.Dispose();
            yield return batch;
        }
    }

    private void Copy(RawColumns rows, TextPool keys, ColumnList<long> rejected, RawRowParser parser, EventBatch batch)
    {
        int[] indexes = [.. Enumerable.Range(0, keys.Count).Select(code => indexByKey.GetValueOrDefault(Encoding.UTF8.GetString(keys[code]), -1))];
        byte[] eventName = Encoding.UTF8.GetBytes(rows.EventName);
        int data = 0;
        int extra = 0;
        for (int row = 0; row < rows.Count; row++)
        {
            int index = indexes[rows.SourceObject[row]];
            if (index >= 0 && rejected.Span.BinarySearch(Pack(index, rows.SourceLine[row])) < 0)
            {
                batch.CopyRaw(rows, row, data, extra, index);
                Judge(rows, row, data, EventContracts.Find(rows.Texts[rows.On[row]], eventName), parser, batch, index);
            }

            data += Math.Max(rows.Data.Lengths[row], 0);
            extra += Math.Max(rows.Extra.Lengths[row], 0);
        }
    }

    private static void Judge(
        RawColumns rows, int row, int dataStart, EventContract? contract, RawRowParser parser, EventBatch batch, int index)
    {
        var data = rows.Data.Bytes.Slice(dataStart, Math.Max(rows.Data.Lengths[row], 0));
        var organization = rows.Texts[rows.OrganizationId[row]];
        bool isRejected = false;
        if (contract is null)
        {
            batch.Unmodelled++;
        }
        else if (!parser.TryStage(batch, contract, data, rows.At[row], organization))
        {
            // It was good under the contract that it was taken in by; the line itself is not known any more, its data is.
            isRejected = true;
            batch.Rejected.Add(index, rows.SourceLine[row], parser.Refusal.Code, parser.Refusal.Detail, data);
        }

        batch.Objects.Add((index, 1, isRejected ? 1 : 0));
    }

    private static long Pack(int index, long line) => ((long)index << LineBits) | line;
}
