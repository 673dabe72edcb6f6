using System.Security.Cryptography;
using Fleetlake.Events.Columns;
using Fleetlake.Events.Contracts;
using Fleetlake.Lake.Parquet;

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

    public void Add(scoped in StagedRow row)
    {
        if (IsLast(row))
            return;
        Remember(row);
        Rows++;
        if (_filling.Add(row) == RowGroupRows)
            Flush();
    }

    /// <summary>All rows of the file, when they are in memory.</summary>
    public void AddAll(RowBlock rows, TextPool texts)
    {
        for (int start = 0; start < rows.Count; start += RowGroupRows)
        {
            _filling.Add(rows, texts, start, Math.Min(RowGroupRows, rows.Count - start));
            Flush();
        }

        Rows += rows.Count;
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
        full.AppendTo(_digest);
        _filling = _writing?.GetAwaiter().GetResult() ?? new RowGroupColumns(contract);
        _writing = Task.Run(() =>
        {
            full.WriteTo(part);
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
}
