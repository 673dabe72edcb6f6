using Fleetlake.Lake.Stores;
using ParquetSharp;
using Column = Fleetlake.Events.Schema.Column;

namespace Fleetlake.Lake.Parquet;

/// <summary>A Parquet file that is being written to its place in a store.</summary>
internal sealed class ParquetPart : IAsyncDisposable
{
    private readonly ObjectUpload _upload;
    private readonly Dictionary<string, string> _metadata = [];
    private readonly ParquetFileWriter _writer;
    private readonly WriterProperties _properties;
    private readonly string _location;

    public ParquetPart(
        IObjectStore store, string key, string owner, IReadOnlyList<Column> columns, params string[] dictionaryColumns)
    {
        _location = store.Describe(key);
        _upload = store.Upload(key, owner);
        _properties = ParquetSchema.Properties(dictionaryColumns);
        using var schema = ParquetSchema.Of(columns);
        _writer = new ParquetFileWriter(_upload.Content, schema, _properties, _metadata, leaveOpen: true);
    }

    public void SetMetadata(string name, string value) => _metadata[name] = value;

    /// <summary>Writes one row group; each column, in the file's order, is written from one piece after the other, several columns at once.</summary>
    public void WriteRowGroup<TPiece>(IReadOnlyList<TPiece> pieces, params Action<ColumnWriter, TPiece>[] columns)
    {
        try
        {
            using var group = _writer.AppendBufferedRowGroup();
            ColumnWriter[] writers = [.. columns.Select((_, i) => group.Column(i))];
            Parallel.For(0, columns.Length, i =>
            {
                using var writer = writers[i];
                foreach (var piece in pieces)
                    columns[i](writer, piece);
            });
            group.Close();
        }
        catch (AggregateException faults) when (faults.InnerExceptions[0] is ParquetException fault)
        {
            throw Explain(fault);
        }
        catch (ParquetException fault)
        {
            throw Explain(fault);
        }
    }

    /// <summary>Writes the footer and makes the file durable; it is not in its place yet.</summary>
    public async Task FinishAsync(CancellationToken cancellation)
    {
        try
        {
            _writer.Close();
        }
        catch (ParquetException fault)
        {
            throw Explain(fault);
        }

        await _upload.FinishAsync(cancellation);
    }

    public Task<StoredObject> PublishAsync(CancellationToken cancellation) => _upload.PublishAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        try
        {
            _writer.Dispose();
        }
        catch (ParquetException)
        {
            // Whatever stopped the writer has been told; the upload is abandoned below.
        }

        _properties.Dispose();
        await _upload.DisposeAsync();
    }

    private LakeException Explain(ParquetException fault) =>
        _upload.Fault ?? new LakeException(FaultKind.Failed, $"cannot write {_location}: {ParquetFaults.Text(fault)}", fault);
}
