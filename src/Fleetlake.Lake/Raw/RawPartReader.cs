using Fleetlake.Events.Columns;
using Fleetlake.Lake.Parquet;
using Fleetlake.Lake.Stores;

namespace Fleetlake.Lake.Raw;

/// <summary>Reads a raw part, a row group at a time.</summary>
public sealed class RawPartReader : IDisposable
{
    private readonly ParquetSource _file;
    private readonly string _eventName;

    /// <summary>Opens a part.</summary>
    /// <exception cref="CorruptObjectException">It is not a Parquet file of raw.</exception>
    public RawPartReader(IObjectStore store, StoredObject part)
    {
        _file = new ParquetSource(store, part);
        _eventName = _file.MetadataOf(RawPartWriter.EventName);
    }

    /// <summary>The keys that <see cref="RawColumns.SourceObject"/> is codes of.</summary>
    public TextPool ObjectKeys { get; } = new();

    /// <summary>The row groups that may hold events of a span of time; the caller disposes each before the next.</summary>
    /// <param name="from">Microseconds since 1970, inclusive.</param>
    /// <param name="before">Microseconds since 1970, exclusive.</param>
    /// <param name="withOrigin">Whether <c>extra</c>, <c>source_object</c> and <c>source_line</c> are read as well.</param>
    public IEnumerable<RawColumns> Read(long from, long before, bool withOrigin)
    {
        for (int i = 0; i < _file.RowGroups; i++)
        {
            using var group = _file.RowGroup(i);
            var (min, max) = _file.Bounds(group, "at");
            if (max < from || min >= before)
                continue;
            var columns = new RawColumns(_eventName, new TextPool(), isStray: false);
            _file.ReadCodes(group, "on", columns.Texts, columns.On);
            _file.ReadLongs(group, "at", columns.At);
            _file.ReadBytes(group, "data", columns.Data, isOptional: true);
            _file.ReadCodes(group, "organization_id", columns.Texts, columns.OrganizationId);
            if (withOrigin)
            {
                _file.ReadBytes(group, "extra", columns.Extra, isOptional: true);
                _file.ReadCodes(group, "source_object", ObjectKeys, columns.SourceObject);
                _file.ReadLongs(group, "source_line", columns.SourceLine);
            }

            yield return columns;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
