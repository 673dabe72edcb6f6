using Fleetlake.Events.Columns;

namespace Fleetlake.Lake.Staging;

/// <summary>Staged rows of one contract in memory, as columns; texts are codes of a pool that its owner has.</summary>
internal sealed class RowBlock : IDisposable
{
    private readonly int _room;

    /// <summary>A block without rows.</summary>
    /// <param name="room">The most rows.</param>
    /// <param name="valueCount">How many values a row has.</param>
    public RowBlock(int room, int valueCount)
    {
        _room = room;
        Ids = new(room);
        Ats = new(room);
        Organizations = new(room);
        Nulls = new(room);
        Values = [.. Enumerable.Range(0, valueCount).Select(_ => new NativeColumn<long>(room))];
        Others = [Ats, Organizations, Nulls, .. Values];
    }

    public NativeColumn<int> Ids { get; }

    public NativeColumn<long> Ats { get; }

    public NativeColumn<int> Organizations { get; }

    public NativeColumn<byte> Nulls { get; }

    public NativeColumn<long>[] Values { get; }

    /// <summary>All columns but the ids.</summary>
    public INativeColumn[] Others { get; }

    public int Count => Ids.Count;

    /// <summary>How many more rows there is room for.</summary>
    public int Room => _room - Count;

    /// <summary>Appends some of the rows; their codes are of the owner's pool already.</summary>
    public void Add(StagedColumns rows, int start, int count)
    {
        Ids.Add(rows.Id.Span.Slice(start, count));
        Ats.Add(rows.At.Span.Slice(start, count));
        Organizations.Add(rows.OrganizationId.Span.Slice(start, count));
        Nulls.Add(rows.Nulls.Span.Slice(start, count));
        for (int i = 0; i < Values.Length; i++)
            Values[i].Add(rows.Values[i].Span.Slice(start, count));
    }

    /// <summary>Gives the rows one by one.</summary>
    public void Emit(TextPool texts, ISortedRows into)
    {
        Span<long> values = stackalloc long[Values.Length];
        for (int row = 0; row < Count; row++)
        {
            for (int i = 0; i < values.Length; i++)
                values[i] = Values[i].Span[row];
            into.Add(new StagedRow(texts[Ids.Span[row]], Ats.Span[row], texts[Organizations.Span[row]], values, Nulls.Span[row]));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Ids.Dispose();
        foreach (var column in Others)
            column.Dispose();
    }
}
