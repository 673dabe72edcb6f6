using System.Buffers;
using Fleetlake.Events.Columns;
using Fleetlake.Lake.Stores;
using Fleetlake.Lake.Stores.S3;
using ParquetSharp;

namespace Fleetlake.Lake.Parquet;

/// <summary>A Parquet file of the lake that is being read; a file that is not what it should be is named.</summary>
internal sealed class ParquetSource : IDisposable
{
    private const int BatchRows = 8192;
    private readonly string _location;
    private readonly Stream _stream;
    private readonly ParquetFileReader _reader;
    private readonly Dictionary<string, int> _columns = [];

    public ParquetSource(IObjectStore store, StoredObject file)
    {
        _location = store.Describe(file.Key);
        _stream = store.OpenRead(file);
        try
        {
            using var properties = ReaderProperties.GetDefaultReaderProperties();
            properties.EnablePageChecksumVerification();
            _reader = new ParquetFileReader(_stream, properties, leaveOpen: true);
            for (int i = 0; i < _reader.FileMetaData.NumColumns; i++)
                _columns[_reader.FileMetaData.Schema.Column(i).Name] = i;
        }
        catch (Exception fault) when (IsCorruption(fault))
        {
            _stream.Dispose();
            throw Explain(fault);
        }
    }

    public int RowGroups => _reader.FileMetaData.NumRowGroups;

    /// <summary>A value that Fleetlake has set in the file's metadata.</summary>
    public string MetadataOf(string name) => _reader.FileMetaData.KeyValueMetadata.TryGetValue(name, out string? value)
        ? value
        : throw new CorruptObjectException(_location, $"no {name} in its metadata", "a file that Fleetlake wrote");

    public long Rows => _reader.FileMetaData.NumRows;

    public RowGroupReader RowGroup(int index) => Explained(() => _reader.RowGroup(index));

    /// <summary>The least and greatest value of a column of 64-bit numbers, or all there are when the file does not say.</summary>
    public (long Min, long Max) Bounds(RowGroupReader group, string column) => Explained(() =>
    {
        using var statistics = group.MetaData.GetColumnChunkMetaData(IndexOf(column)).Statistics as Statistics<long>;
        return statistics is { HasMinMax: true } ? (statistics.Min, statistics.Max) : (long.MinValue, long.MaxValue);
    });

    public void ReadLongs(RowGroupReader group, string column, ColumnList<long> into) =>
        Read<long>(group, column, isOptional: false, (values, _) => into.AddRange(values));

    /// <summary>Reads byte strings, nulls too where the file may have them.</summary>
    public void ReadBytes(RowGroupReader group, string column, ByteColumn into, bool isOptional = false) =>
        Read<ByteArray>(group, column, isOptional, (values, levels) =>
        {
            int next = 0;
            int rows = levels.Length == 0 ? values.Length : levels.Length;
            for (int i = 0; i < rows; i++)
            {
                if (levels.Length > 0 && levels[i] == 0)
                    into.AddNull();
                else
                    into.Add(SpanOf(values[next++]));
            }
        });

    /// <summary>Reads texts as codes.</summary>
    public void ReadCodes(RowGroupReader group, string column, TextPool texts, ColumnList<int> into) =>
        Read<ByteArray>(group, column, isOptional: false, (values, _) =>
        {
            foreach (var value in values)
                into.Add(texts.Intern(SpanOf(value)));
        });

    // The native reader gives the faults of its stream a text of its own: what could not be read is not corrupt.
    private LakeException Explain(Exception fault) => (_stream as S3ReadStream)?.Fault
        ?? new CorruptObjectException(_location, ParquetFaults.Text(fault), "a Parquet file that Fleetlake wrote", fault);

    public void Dispose()
    {
        _reader.Dispose();
        _stream.Dispose();
    }

    private delegate void BatchReader<T>(ReadOnlySpan<T> values, ReadOnlySpan<short> levels);

    private static bool IsCorruption(Exception fault) =>
        fault is ParquetException or OverflowException or InvalidCastException or ArgumentException;

    private T Explained<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (IsCorruption(fault))
        {
            throw Explain(fault);
        }
    }

    private void Read<T>(RowGroupReader group, string column, bool isOptional, BatchReader<T> batch)
        where T : unmanaged
    {
        var values = ArrayPool<T>.Shared.Rent(BatchRows);
        var levels = ArrayPool<short>.Shared.Rent(BatchRows);
        try
        {
            using var reader = (ColumnReader<T>)group.Column(IndexOf(column));
            bool hasLevels = reader.ColumnDescriptor.MaxDefinitionLevel > 0;
            long missing = group.MetaData.NumRows;
            while (missing > 0 && reader.HasNext)
            {
                long rows = reader.ReadBatch(BatchRows, levels, [], values.AsSpan(0, BatchRows), out long count);
                if (rows <= 0 || rows > missing || (count < rows && !isOptional))
                    break;
                batch(values.AsSpan(0, (int)count), hasLevels ? levels.AsSpan(0, (int)rows) : default);
                missing -= rows;
            }

            if (missing != 0)
                throw new CorruptObjectException(_location, $"fewer or more values of {column}", $"{group.MetaData.NumRows}, as many as rows");
        }
        catch (Exception fault) when (IsCorruption(fault))
        {
            throw Explain(fault);
        }
        finally
        {
            ArrayPool<T>.Shared.Return(values);
            ArrayPool<short>.Shared.Return(levels);
        }
    }

    private int IndexOf(string column) =>
        _columns.TryGetValue(column, out int index)
            ? index
            : throw new CorruptObjectException(_location, $"the columns {string.Join(", ", _columns.Keys)}", $"a column {column}");

    private static unsafe ReadOnlySpan<byte> SpanOf(ByteArray value) => new((void*)value.Pointer, value.Length);
}
