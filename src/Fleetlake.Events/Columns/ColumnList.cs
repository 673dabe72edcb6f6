using System.Runtime.CompilerServices;

namespace Fleetlake.Events.Columns;

/// <summary>
/// A growing column. Its arrays are the collector's and not a pool's: a pool keeps the most that a day has ever needed,
/// and the engine that comes after wants that memory. <see cref="Dispose"/> lets go of them early.
/// </summary>
/// <typeparam name="T">A type without references.</typeparam>
public sealed class ColumnList<T> : IDisposable
    where T : unmanaged
{
    private const int FirstCapacity = 16;
    private T[] _items = [];

    /// <summary>The number of values.</summary>
    public int Count { get; private set; }

    /// <summary>The array behind the column; valid up to <see cref="Count"/> and until the next change.</summary>
    public T[] Buffer => _items;

    /// <summary>The value at a position below <see cref="Count"/>.</summary>
    public T this[int index] => _items[index];

    /// <summary>The values, valid until the next change.</summary>
    public Span<T> Span => _items.AsSpan(0, Count);

    /// <summary>Appends one value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(T value)
    {
        if (Count == _items.Length)
            Grow(Count + 1);
        _items[Count++] = value;
    }

    /// <summary>Appends all values of a span.</summary>
    public void AddRange(ReadOnlySpan<T> values) => values.CopyTo(Extend(values.Length));

    /// <summary>Appends values that the caller writes to the span at once; until then they are whatever was there.</summary>
    public Span<T> Extend(int count)
    {
        if (Count + count > _items.Length)
            Grow(Count + count);
        Count += count;
        return _items.AsSpan(Count - count, count);
    }

    /// <summary>Forgets the values and keeps the array.</summary>
    public void Clear() => Count = 0;

    /// <summary>Lets go of the array.</summary>
    public void Dispose()
    {
        _items = [];
        Count = 0;
    }

    private void Grow(int needed) => Resize(Math.Max(needed, Math.Max(FirstCapacity, _items.Length * 2)));

    private void Resize(int capacity)
    {
        var items = GC.AllocateUninitializedArray<T>(capacity);
        Span.CopyTo(items);
        _items = items;
    }
}
