using Fleetlake.Events.Contracts;

namespace Fleetlake.Events.Columns;

/// <summary>Staged rows of one contract and one event date, as columns. Texts are codes of <see cref="Texts"/>.</summary>
public sealed class StagedColumns : IDisposable
{
    private readonly ColumnList<long>[] _values;

    internal StagedColumns(EventContract contract, int day, TextPool texts, int capacity = 0)
    {
        Contract = contract;
        Day = day;
        Texts = texts;
        _values = [.. contract.Values.Select(_ => new ColumnList<long>())];
        Id.Reserve(capacity);
        At.Reserve(capacity);
        OrganizationId.Reserve(capacity);
        Nulls.Reserve(capacity);
        foreach (var values in _values)
            values.Reserve(capacity);
    }

    /// <summary>Which event type.</summary>
    public EventContract Contract { get; }

    /// <summary>The event date, in days since 1970-01-01.</summary>
    public int Day { get; }

    /// <summary>The texts that <see cref="Id"/> and <see cref="OrganizationId"/> are codes of.</summary>
    public TextPool Texts { get; }

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

    /// <summary>Lets go of room that will not be used any more.</summary>
    public void Trim()
    {
        Id.Trim();
        At.Trim();
        OrganizationId.Trim();
        Nulls.Trim();
        foreach (var values in Values)
            values.Trim();
    }

    internal void Add(int id, long at, int organization, ReadOnlySpan<long> values, byte nulls)
    {
        Id.Add(id);
        At.Add(at);
        OrganizationId.Add(organization);
        Nulls.Add(nulls);
        for (int i = 0; i < _values.Length; i++)
            _values[i].Add(values[i]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Id.Dispose();
        At.Dispose();
        OrganizationId.Dispose();
        Nulls.Dispose();
        foreach (var values in Values)
            values.Dispose();
    }
}
