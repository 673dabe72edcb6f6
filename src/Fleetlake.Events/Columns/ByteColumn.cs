namespace Fleetlake.Events.Columns;

/// <summary>A column of byte strings, one after the other in one array; null is a length of -1.</summary>
public sealed class ByteColumn : IDisposable
{
    private readonly ColumnList<byte> _bytes = new();
    private readonly ColumnList<int> _lengths = new();

    /// <summary>The number of values.</summary>
    public int Count => _lengths.Count;

    /// <summary>All bytes, value after value.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.Span;

    /// <summary>The array that holds <see cref="Bytes"/> from its start.</summary>
    public byte[] Buffer => _bytes.Buffer;

    /// <summary>The length of each value in bytes, -1 for null.</summary>
    public ReadOnlySpan<int> Lengths => _lengths.Span;

    /// <summary>Appends a value.</summary>
    public void Add(ReadOnlySpan<byte> value)
    {
        _bytes.AddRange(value);
        _lengths.Add(value.Length);
    }

    /// <summary>Appends a null.</summary>
    public void AddNull() => _lengths.Add(-1);

    /// <summary>Appends a value of another column, of which the start in its bytes is known.</summary>
    public void Add(ByteColumn from, int row, int start)
    {
        int length = from.Lengths[row];
        if (length < 0)
            AddNull();
        else
            Add(from.Bytes.Slice(start, length));
    }

    /// <summary>Forgets the values and keeps the arrays.</summary>
    public void Clear()
    {
        _bytes.Clear();
        _lengths.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _bytes.Dispose();
        _lengths.Dispose();
    }
}
