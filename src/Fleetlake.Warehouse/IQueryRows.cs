namespace Fleetlake.Warehouse;

/// <summary>A column of a query's answer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The .NET type of its values.</param>
public sealed record QueryColumn(string Name, Type Type);

/// <summary>The answer to a query: its columns, then its rows as they come, to be read once.</summary>
public interface IQueryRows : IAsyncDisposable
{
    /// <summary>The columns in their order.</summary>
    IReadOnlyList<QueryColumn> Columns { get; }

    /// <summary>The rows, each a new array with a value or null for every column.</summary>
    /// <exception cref="FleetlakeException">Caller when the engine cannot go on, for instance a division that overflows.</exception>
    IAsyncEnumerable<object?[]> ReadAsync(CancellationToken cancellationToken);
}
