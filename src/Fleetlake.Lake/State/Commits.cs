using Fleetlake.Lake.Stores;

namespace Fleetlake.Lake.State;

/// <summary>The commits of the lake and the marks that say which source dates an event date has rows of.</summary>
public sealed class Commits(IObjectStore raw)
{
    /// <summary>The commit of a source date, or null when it has none.</summary>
    /// <exception cref="CorruptObjectException">The manifest cannot be read.</exception>
    public async Task<Manifest?> FindAsync(DateOnly sourceDate, CancellationToken cancellation)
    {
        string key = LakeLayout.Manifest(sourceDate);
        return await raw.GetAsync(key, cancellation) is { } found ? StateJson.ReadManifest(raw, key, found.Bytes) : null;
    }

    /// <summary>Every source date that has been run, ascending.</summary>
    public async Task<IReadOnlyList<DateOnly>> DatesAsync(CancellationToken cancellation)
    {
        var dates = new SortedSet<DateOnly>();
        await foreach (var listed in raw.ListAsync([LakeLayout.ManifestsPrefix], cancellation))
        {
            if (LakeLayout.TryParseManifest(listed.Key, out var date))
                dates.Add(date);
        }

        return [.. dates];
    }

    /// <summary>The source dates that have rows of an event date, ascending.</summary>
    public async Task<IReadOnlyList<DateOnly>> SourceDatesOfAsync(DateOnly eventDate, CancellationToken cancellation)
    {
        var dates = new SortedSet<DateOnly>();
        await foreach (var listed in raw.ListAsync([LakeLayout.TouchedPrefix(eventDate)], cancellation))
        {
            if (LakeLayout.TryParseTouched(listed.Key, out _, out var date))
                dates.Add(date);
        }

        return [.. dates];
    }

    /// <summary>The event dates that are marked to have rows of a source date. Looks at every mark there is.</summary>
    public async Task<IReadOnlyList<DateOnly>> EventDatesOfAsync(DateOnly sourceDate, CancellationToken cancellation)
    {
        var dates = new SortedSet<DateOnly>();
        await foreach (var listed in raw.ListAsync([LakeLayout.AllTouchedPrefix], cancellation))
        {
            if (LakeLayout.TryParseTouched(listed.Key, out var eventDate, out var date) && date == sourceDate)
                dates.Add(eventDate);
        }

        return [.. dates];
    }

    /// <summary>Marks the event dates of a commit that is about to be written: a mark too many is harmless, one too few is not.</summary>
    public async Task MarkAsync(DateOnly sourceDate, IEnumerable<DateOnly> eventDates, CancellationToken cancellation)
    {
        foreach (var eventDate in eventDates)
        {
            if (!await IsMarkedAsync(sourceDate, eventDate, cancellation))
                await raw.PutAsync(LakeLayout.Touched(eventDate, sourceDate), ReadOnlyMemory<byte>.Empty, default, cancellation);
        }
    }

    /// <summary>True when an event date is marked to have rows of a source date.</summary>
    public async Task<bool> IsMarkedAsync(DateOnly sourceDate, DateOnly eventDate, CancellationToken cancellation) =>
        await raw.FindAsync(LakeLayout.Touched(eventDate, sourceDate), cancellation) is not null;

    /// <summary>Takes back the mark of an event date that has no rows of the source date any more.</summary>
    public Task UnmarkAsync(DateOnly sourceDate, DateOnly eventDate, CancellationToken cancellation) =>
        raw.DeleteAsync(LakeLayout.Touched(eventDate, sourceDate), cancellation);

    /// <summary>Writes the manifest: from here on the commit is the source date.</summary>
    public Task WriteAsync(Manifest manifest, CancellationToken cancellation) =>
        raw.PutAsync(LakeLayout.Manifest(manifest.Date), StateJson.Write(manifest), default, cancellation);
}
