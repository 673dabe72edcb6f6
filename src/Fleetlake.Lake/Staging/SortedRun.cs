using System.Runtime.InteropServices;
using Fleetlake.Lake.Stores;

namespace Fleetlake.Lake.Staging;

/// <summary>A sorted run in a scratch file, which goes with it: for each id its rows, in their order.</summary>
internal sealed record SortedRun(string Path) : IDisposable
{
    public const int BufferBytes = 1 << 20;

    /// <summary>The bytes of a row before its organization: time, nulls, length of the organization, values.</summary>
    public static int FixedBytes(int values) => 8 + 1 + 1 + (8 * values);

    public void Dispose() => File.Delete(Path);
}

/// <summary>Writes a run. An id's rows are preceded by its length and text and closed by a row marker.</summary>
internal sealed class SortedRunWriter(string path, int valueCount) : ISortedRows, IDisposable
{
    public const byte RowFollows = 1;
    public const byte IdFollows = 2;
    public const byte End = 0;

    private readonly FileStream _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, SortedRun.BufferBytes);
    private readonly byte[] _id = new byte[255];
    private int _idLength = -1;

    public void Add(scoped in StagedRow row)
    {
        Span<byte> buffer = stackalloc byte[1 + SortedRun.FixedBytes(valueCount)];
        try
        {
            if (!row.Id.SequenceEqual(_id.AsSpan(0, Math.Max(_idLength, 0))))
                WriteId(row.Id);
            buffer[0] = RowFollows;
            MemoryMarshal.Write(buffer[1..], row.At);
            buffer[9] = row.Nulls;
            buffer[10] = (byte)row.OrganizationId.Length;
            MemoryMarshal.AsBytes(row.Values).CopyTo(buffer[11..]);
            _file.Write(buffer);
            _file.Write(row.OrganizationId);
        }
        catch (IOException fault)
        {
            throw FolderFaults.Explain(fault, "write", path);
        }
    }

    public SortedRun Finish()
    {
        try
        {
            _file.WriteByte(End);
            _file.Dispose();
            return new SortedRun(path);
        }
        catch (IOException fault)
        {
            throw FolderFaults.Explain(fault, "write", path);
        }
    }

    public void Dispose() => _file.Dispose();

    private void WriteId(ReadOnlySpan<byte> id)
    {
        _file.WriteByte(IdFollows);
        _file.WriteByte((byte)id.Length);
        _file.Write(id);
        id.CopyTo(_id);
        _idLength = id.Length;
    }
}
