namespace Fleetlake.Warehouse.Models;

/// <summary>A key of a header with its value, and the lines that continue it.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">What follows the colon on its line.</param>
/// <param name="Line">Its line, from 1.</param>
internal sealed record HeaderEntry(string Key, string Value, int Line)
{
    /// <summary>The continuing lines, trimmed; the first is on the line after <see cref="Line"/>.</summary>
    public List<string> Continuation { get; } = [];

    /// <summary>The value and its continuation on one line.</summary>
    public string Text => string.Join(' ', Continuation.Prepend(Value)).Trim();
}
