using Fleetlake.Bench.Days;
using Fleetlake.Lake.Source;
using Fleetlake.Lake.Stores;

namespace Fleetlake.Bench.Buckets;

/// <summary>A day of event files in a bucket.</summary>
internal static class BucketDay
{
    private const int PutsAtOnce = 32;

    /// <summary>Puts the files that are not there yet.</summary>
    public static async Task FillAsync(BucketOptions options, SimulatedDay day)
    {
        var store = ObjectStores.Open(options.Events);
        var present = await ListAsync(options, inFlight: 32);
        if (present.Objects.Count == day.Files)
            return;
        Progress.Say($"putting {day.Files:N0} objects to {options.Events}");
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = PutsAtOnce };
        await Parallel.ForEachAsync(Directory.EnumerateFiles(day.Folder), parallel, async (path, cancellation) =>
            await store.PutAsync(Path.GetFileName(path), await File.ReadAllBytesAsync(path, cancellation), default, cancellation));
    }

    /// <summary>Lists the day as a run does.</summary>
    public static Task<SourceListing> ListAsync(BucketOptions options, int inFlight) =>
        new EventSource(Open(options, inFlight), SourceClock.Find("UTC")!).ListAsync(BenchOptions.Date, CancellationToken.None);

    public static IObjectStore Open(BucketOptions options, int inFlight) =>
        ObjectStores.Open(options.Events, new Lake.Stores.S3.S3Options { RequestsInFlight = inFlight });
}
