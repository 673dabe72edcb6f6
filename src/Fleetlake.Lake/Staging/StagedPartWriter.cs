using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Fleetlake.Events.Columns;
using Fleetlake.Events.Contracts;
using Fleetlake.Lake.Parquet;
using ParquetSharp;

namespace Fleetlake.Lake.Staging;

/// <summary>
/// Writes sorted rows to a staging file, without duplicates. A row group is encoded while the next one is filled.
/// The digest is over the rows: the same rows give the same digest whatever the file's bytes.
/// </summary>
internal sealed class StagedPartWriter(ParquetPart part, EventContract contract) : ISortedRows, IDisposable
{
    // What DuckDB reads as one unit of work, and small enough that one id's day is a small part of the file.
    private const int RowGroupRows = 122_880;

    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _lastId = new byte[255];
    private readonly byte[] _lastOrganization = new byte[255];
    private readonly long[] _lastValues = new long[contract.Values.Count];
    private int _lastIdLength = -1;
    private int _lastOrganizationLength;
    private long _lastAt;
    private byte _lastNulls;
    private RowGroupColumns _filling = new(contract);
    private Task<RowGroupColumns>? _writing;

    public long Rows { get; private set; }

    public long Duplicates { get; private set; }

    public void Add(scoped in StagedRow row)
    {
        if (IsLast(row))
        {
            Duplicates++;
            return;
        }

        Remember(row);
        Rows++;
        if (_filling.Add(row) == RowGroupRows)
            Flush();
    }

    /// <summary>Writes what is left; gives the digest of all rows.</summary>
    public string Finish()
    {
        if (_filling.Count > 0)
            Flush();
        _writing?.GetAwaiter().GetResult();
        return Convert.ToHexStringLower(_digest.GetHashAndReset().AsSpan(0, 16));
    }

    public void Dispose()
    {
        try
        {
            _writing?.GetAwaiter().GetResult().Dispose();
        }
        catch (FleetlakeException)
        {
            // Told already by Flush or Finish, or the partition is abandoned for another fault.
        }

        _digest.Dispose();
        _filling.Dispose();
    }

    private void Flush()
    {
        var full = _filling;
        _filling = _writing?.GetAwaiter().GetResult() ?? new RowGroupColumns(contract);
        _writing = Task.Run(() =>
        {
            full.AppendTo(_digest);
            part.WriteRowGroup(full.Write);
            full.Clear();
            return full;
        });
    }

    private bool IsLast(scoped in StagedRow row) =>
        row.At == _lastAt && row.Nulls == _lastNulls
        && _lastIdLength >= 0 && row.Id.SequenceEqual(_lastId.AsSpan(0, _lastIdLength))
        && row.OrganizationId.SequenceEqual(_lastOrganization.AsSpan(0, _lastOrganizationLength))
        && row.Values.SequenceEqual(_lastValues);

    private void Remember(scoped in StagedRow row)
    {
        row.Id.CopyTo(_lastId);
        row.OrganizationId.CopyTo(_lastOrganization);
        row.Values.CopyTo(_lastValues);
        (_lastIdLength, _lastOrganizationLength, _lastAt, _lastNulls) = (row.Id.Length, row.OrganizationId.Length, row.At, row.Nulls);
    }

    private sealed class RowGroupColumns(EventContract contract) : IDisposable
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

        public void Write(RowGroupWriter group)
        {
            Next(group, column => ParquetColumns.WriteCodes(column, _texts, _ids.Span));
            Next(group, column => ParquetColumns.WriteLongs(column, _ats.Span));
            for (int i = 0; i < _values.Length; i++)
            {
                int index = i;
                Next(group, column => ParquetColumns.WriteValues(
                    column, contract.Values[index].IsNullable, _values[index].Span, _nulls.Span, index));
            }

            Next(group, column => ParquetColumns.WriteCodes(column, _texts, _organizations.Span));
        }

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

        private static void Next(RowGroupWriter group, Action<ColumnWriter> write)
        {
            using var column = group.NextColumn();
            write(column);
        }
    }
}
