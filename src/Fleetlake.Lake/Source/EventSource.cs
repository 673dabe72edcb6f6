using Fleetlake.Lake.Stores;
using NodaTime;

namespace Fleetlake.Lake.Source;

/// <summary>Where the event files lie, and the clock that names them.</summary>
/// <param name="Store">The bucket or folder.</param>
/// <param name="Clock">The clock of the names.</param>
public sealed record EventSource(IObjectStore Store, SourceClock Clock)
{
    /// <summary>
    /// Lists the event files of a source date. Only names that begin with one of its local dates are asked for, flat
    /// (<c>2019-06-01-…</c>, <c>2019-06-01/…</c>) or nested (<c>2019/06/01/…</c>), padded with zeros or not.
    /// </summary>
    public async Task<SourceListing> ListAsync(DateOnly sourceDate, CancellationToken cancellation)
    {
        await Store.EnsureReadableAsync(cancellation);
        string[] prefixes = [.. Clock.LocalDates(sourceDate).SelectMany(PrefixesOf).Distinct(StringComparer.Ordinal)];
        var found = new List<(long Second, StoredObject Object)>();
        int ignored = 0;
        await foreach (var listed in Store.ListAsync(prefixes, cancellation))
        {
            if (!SourceName.TryParse(listed.Key, out var localTime, out _))
                ignored++;
            else if (Clock.InstantOf(localTime) is var instant && SourceClock.SourceDate(instant) == sourceDate)
                found.Add((instant.ToUnixTimeSeconds(), listed));
        }

        found.Sort((a, b) => a.Second != b.Second
            ? a.Second.CompareTo(b.Second)
            : string.CompareOrdinal(a.Object.Key, b.Object.Key));
        return new SourceListing([.. found.Select(file => file.Object)], ignored);
    }

    private static IEnumerable<string> PrefixesOf(LocalDate date)
    {
        foreach (string month in Spellings(date.Month))
        {
            foreach (string day in Spellings(date.Day))
            {
                yield return $"{date.Year:0000}-{month}-{day}-";
                yield return $"{date.Year:0000}-{month}-{day}/";
                yield return $"{date.Year:0000}/{month}/{day}/";
            }
        }
    }

    private static string[] Spellings(int number) => number < 10 ? [$"{number}", $"{number:00}"] : [$"{number}"];
}
