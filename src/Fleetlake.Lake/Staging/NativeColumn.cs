using System.Buffers;

namespace Fleetlake.Lake.Staging;

/// <summary>What is done to a column of rows whatever its type.</summary>
internal interface INativeColumn : IDisposable
{
    /// <summary>Has as many values as there is room for; until they are written they are whatever was there.</summary>
    void Fill();

    /// <summary>Copies another column's values, each to the next place of its row's id.</summary>
    void Deal(INativeColumn from, ReadOnlySpan<int> ids, Span<int> next);

    /// <summary>Puts the values from a start on in an order, which counts from there.</summary>
    void Reorder(int start, ReadOnlySpan<int> order);

    /// <summary>Keeps the first values of each range and moves them together; the i-th range begins at the i-th start.</summary>
    void Compact(ReadOnlySpan<int> starts, ReadOnlySpan<int> kept);
}

/// <summary>
/// A column of fixed room outside of the collector's heap: a day's columns are large, and what they take goes back when they
/// are disposed and not when the collector comes by.
/// </summary>
/// <typeparam name="T">A type without references.</typeparam>
/// <param name="room">The most values.</param>
internal sealed unsafe class NativeColumn<T>(int room) : INativeColumn
    where T : unmanaged
{
    private T* _start = (T*)NativePages.Allocate((nuint)room * (nuint)sizeof(T));

    ~NativeColumn() => Free();

    /// <summary>The number of values.</summary>
    public int Count { get; private set; }

    /// <summary>The values, valid until the column is disposed.</summary>
    public Span<T> Span => new(_start, Count);

    /// <summary>Appends values.</summary>
    public void Add(ReadOnlySpan<T> values)
    {
        values.CopyTo(new Span<T>(_start, room)[Count..]);
        Count += values.Length;
    }

    public void Fill() => Count = room;

    public void Deal(INativeColumn from, ReadOnlySpan<int> ids, Span<int> next)
    {
        var values = ((NativeColumn<T>)from).Span;
        var into = Span;
        for (int row = 0; row < values.Length; row++)
            into[next[ids[row]]++] = values[row];
    }

    public void Reorder(int start, ReadOnlySpan<int> order)
    {
        T[] rented = ArrayPool<T>.Shared.Rent(order.Length);
        var values = Span[start..];
        for (int i = 0; i < order.Length; i++)
            rented[i] = values[order[i]];
        rented.AsSpan(0, order.Length).CopyTo(values);
        ArrayPool<T>.Shared.Return(rented);
    }

    public void Compact(ReadOnlySpan<int> starts, ReadOnlySpan<int> kept)
    {
        int end = 0;
        for (int i = 0; i < kept.Length; i++)
        {
            Span.Slice(starts[i], kept[i]).CopyTo(Span[end..]);
            end += kept[i];
        }

        Count = end;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativePages.Free(_start, (nuint)room * (nuint)sizeof(T));
        _start = null;
        Count = 0;
    }
}
