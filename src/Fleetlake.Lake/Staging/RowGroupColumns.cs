using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Fleetlake.Events.Columns;
using Fleetlake.Events.Contracts;
using Fleetlake.Lake.Parquet;
using ParquetSharp;

namespace Fleetlake.Lake.Staging;

/// <summary>The rows of one row group of a staging file, as columns; texts are codes of the group.</summary>
internal sealed class RowGroupColumns(EventContract contract) : IDisposable
{
    private readonly ColumnList<int> _ids = new();
    private readonly ColumnList<long> _ats = new();
    private readonly ColumnList<int> _organizations = new();
    private readonly ColumnList<byte> _nulls = new();
    private readonly ColumnList<long>[] _values = [.. contract.Values.Select(_ => new ColumnList<long>())];
    private TextPool _texts = new();
    private int _lastId = -1;

    public int Count => _ats.Count;

    public int Add(scoped in StagedRow row)
    {
        if (_lastId < 0 || !_texts[_lastId].SequenceEqual(row.Id))
            _lastId = _texts.Intern(row.Id);
        _ids.Add(_lastId);
        _ats.Add(row.At);
        _organizations.Add(_texts.Intern(row.OrganizationId));
        _nulls.Add(row.Nulls);
        for (int i = 0; i < _values.Length; i++)
            _values[i].Add(row.Values[i]);
        return Count;
    }

    /// <summary>Adds some of the rows that are in memory, a column after the other.</summary>
    public void Add(RowBlock rows, TextPool texts, int start, int count)
    {
        _ids.AddRange(rows.Ids.Span.Slice(start, count));
        _organizations.AddRange(rows.Organizations.Span.Slice(start, count));
        Recode(texts);
        _ats.AddRange(rows.Ats.Span.Slice(start, count));
        _nulls.AddRange(rows.Nulls.Span.Slice(start, count));
        for (int i = 0; i < _values.Length; i++)
            _values[i].AddRange(rows.Values[i].Span.Slice(start, count));
    }

    /// <summary>Adds to a digest what makes these rows these rows.</summary>
    public void AppendTo(IncrementalHash digest)
    {
        digest.AppendData(MemoryMarshal.AsBytes(_texts.Ends));
        digest.AppendData(_texts.Buffer, 0, _texts.Ends[^1]);
        digest.AppendData(MemoryMarshal.AsBytes(_ids.Span));
        digest.AppendData(MemoryMarshal.AsBytes(_ats.Span));
        digest.AppendData(MemoryMarshal.AsBytes(_organizations.Span));
        digest.AppendData(_nulls.Span);
        foreach (var values in _values)
            digest.AppendData(MemoryMarshal.AsBytes(values.Span));
    }

    public void WriteTo(ParquetPart part) => part.WriteRowGroup(
        [this],
        [
            (column, rows) => ParquetColumns.WriteCodes(column, rows._texts, rows._ids.Span),
            (column, rows) => ParquetColumns.WriteLongs(column, rows._ats.Span),
            .. contract.Values.Select((value, i) => (Action<ColumnWriter, RowGroupColumns>)((column, rows) =>
                ParquetColumns.WriteValues(column, value.IsNullable, rows._values[i].Span, rows._nulls.Span, i))),
            (column, rows) => ParquetColumns.WriteCodes(column, rows._texts, rows._organizations.Span),
        ]);

    public void Clear()
    {
        _ids.Clear();
        _ats.Clear();
        _organizations.Clear();
        _nulls.Clear();
        foreach (var values in _values)
            values.Clear();
        _texts = new TextPool();
        _lastId = -1;
    }

    public void Dispose()
    {
        _ids.Dispose();
        _ats.Dispose();
        _organizations.Dispose();
        _nulls.Dispose();
        foreach (var values in _values)
            values.Dispose();
    }

    // Codes count up in the order in which rows bring their texts, whichever way the rows came.
    private void Recode(TextPool from)
    {
        int[] known = new int[from.Count];
        var (ids, organizations) = (_ids.Buffer, _organizations.Buffer);
        for (int i = 0; i < _ids.Count; i++)
        {
            ids[i] = CodeOf(from, known, ids[i]);
            organizations[i] = CodeOf(from, known, organizations[i]);
        }
    }

    private int CodeOf(TextPool from, int[] known, int code)
    {
        ref int mine = ref known[code];
        if (mine == 0)
            mine = _texts.Intern(from[code]) + 1;
        return mine - 1;
    }
}
