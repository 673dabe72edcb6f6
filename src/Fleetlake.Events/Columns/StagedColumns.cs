using Fleetlake.Events.Contracts;

namespace Fleetlake.Events.Columns;

/// <summary>Staged rows of one contract and one event date, as columns. Texts are codes of <see cref="Texts"/>.</summary>
public sealed class StagedColumns : IDisposable
{
    private readonly ColumnList<long>[] _values;
    private readonly ColumnRoom _room;
    private bool _isDisposed;

    internal StagedColumns(EventContract contract, int day, TextPool texts, ColumnRoom room)
    {
        Contract = contract;
        Day = day;
        Texts = texts;
        _room = room;
        _values = [.. contract.Values.Select(_ => new ColumnList<long>())];
    }

    /// <summary>Which event type.</summary>
    public EventContract Contract { get; }

    /// <summary>The event date, in days since 1970-01-01.</summary>
    public int Day { get; private set; }

    /// <summary>The texts that <see cref="Id"/> and <see cref="OrganizationId"/> are codes of.</summary>
    public TextPool Texts { get; private set; }

    /// <summary>The number of rows.</summary>
    public int Count => At.Count;

    /// <summary>Codes of the id.</summary>
    public ColumnList<int> Id { get; } = new();

    /// <summary>The event's instants, in microseconds since 1970.</summary>
    public ColumnList<long> At { get; } = new();

    /// <summary>Codes of <c>organization_id</c>.</summary>
    public ColumnList<int> OrganizationId { get; } = new();

    /// <summary>The contract's values: timestamps as microseconds, doubles as their bits, 0 for null.</summary>
    public IReadOnlyList<ColumnList<long>> Values => _values;

    /// <summary>Bit i says that value i is null.</summary>
    public ColumnList<byte> Nulls { get; } = new();

    internal void Add(int id, long at, int organization, ReadOnlySpan<long> values, byte nulls)
    {
        Id.Add(id);
        At.Add(at);
        OrganizationId.Add(organization);
        Nulls.Add(nulls);
        for (int i = 0; i < _values.Length; i++)
            _values[i].Add(values[i]);
    }

    /// <summary>Gives the room back to the batches that come after.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _room.Return(this);
    }

    /// <summary>Has the columns again, without rows.</summary>
    internal void Begin(int day, TextPool texts)
    {
        (Day, Texts, _isDisposed) = (day, texts, false);
        Id.Clear();
        At.Clear();
        OrganizationId.Clear();
        Nulls.Clear();
        foreach (var values in _values)
            values.Clear();
    }
}
