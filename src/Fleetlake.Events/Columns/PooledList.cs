using System.Buffers;
using System.Runtime.CompilerServices;

namespace Fleetlake.Events.Columns;

/// <summary>
/// A growing column whose array comes from the shared pool, so that a day of any size uses the same arrays again.
/// Give it back with <see cref="Dispose"/>; after that it is empty and may be filled anew.
/// </summary>
/// <typeparam name="T">A type without references.</typeparam>
public sealed class PooledList<T> : IDisposable
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
    public void AddRange(ReadOnlySpan<T> values)
    {
        if (Count + values.Length > _items.Length)
            Grow(Count + values.Length);
        values.CopyTo(_items.AsSpan(Count));
        Count += values.Length;
    }

    /// <summary>Forgets the values and keeps the array.</summary>
    public void Clear() => Count = 0;

    /// <summary>Gives the array back to the pool.</summary>
    public void Dispose()
    {
        if (_items.Length > 0)
            ArrayPool<T>.Shared.Return(_items);
        _items = [];
        Count = 0;
    }

    private void Grow(int needed)
    {
        var larger = ArrayPool<T>.Shared.Rent(Math.Max(needed, Math.Max(FirstCapacity, _items.Length * 2)));
        Span.CopyTo(larger);
        if (_items.Length > 0)
            ArrayPool<T>.Shared.Return(_items);
        _items = larger;
    }
}
