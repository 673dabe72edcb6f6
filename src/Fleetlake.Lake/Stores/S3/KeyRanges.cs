namespace Fleetlake.Lake.Stores.S3;

/// <summary>The keys behind one key and, where it has borders, from one on and before another.</summary>
/// <param name="After">A listing begins behind this key.</param>
/// <param name="From">The first key there may be; null for every one.</param>
/// <param name="Before">The first key there may not be; null for the end of the prefix.</param>
internal sealed record KeyRange(string After, string? From = null, string? Before = null)
{
    public static readonly KeyRange All = new("");

    public bool Holds(string key) => (From is null || string.CompareOrdinal(key, From) >= 0) && !IsBehind(key);

    public bool IsBehind(string key) => Before is not null && string.CompareOrdinal(key, Before) >= 0;
}

/// <summary>
/// Cuts what begins with a prefix into ranges of keys that are listed at once. Behind a date stands an hour, padded or not, flat
/// (<c>2019-06-01-9-…</c>) or nested (<c>2019/06/01/09/…</c>); whatever else stands there falls into one of the ranges too.
/// </summary>
internal static class KeyRanges
{
    // Sorts behind what keys are made of, and may stand in XML.
    private const char Last = '\uFFFD';

    private static readonly string[] Hours =
    [
        .. Enumerable.Range(0, 10).SelectMany(digit => new[] { $"{digit}", $"0{digit}" })
            .Concat(Enumerable.Range(10, 14).Select(hour => $"{hour}")).Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>True where an hour follows the prefix, so that cutting pays.</summary>
    public static bool AreHours(string prefix, string key) =>
        key.Length > prefix.Length && key.StartsWith(prefix, StringComparison.Ordinal) && char.IsAsciiDigit(key[prefix.Length]);

    /// <summary>The ranges behind a key that has the prefix.</summary>
    public static IEnumerable<KeyRange> Behind(string prefix, string key)
    {
        var range = new KeyRange(key);
        foreach (string border in Hours.Select(hour => prefix + hour).Where(border => string.CompareOrdinal(border, key) > 0))
        {
            yield return range with { Before = border };

            // A listing begins behind a key, not at it: behind the last one that sorts before the border.
            range = new KeyRange($"{border[..^1]}{(char)(border[^1] - 1)}{Last}", border);
        }

        yield return range;
    }
}
