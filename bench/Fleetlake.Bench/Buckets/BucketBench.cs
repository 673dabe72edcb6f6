using Fleetlake.Bench.Days;
using Fleetlake.Bench.Processes;
using Fleetlake.Lake.Stores;

namespace Fleetlake.Bench.Buckets;

/// <summary>Lists and reads a day in a bucket by the number of requests in flight, and runs it as a whole.</summary>
internal static class BucketBench
{
    // So many objects a request in flight, at most, are read: one after another a day would take too long.
    private const int ObjectsEach = 4000;

    /// <exception cref="BenchException">The bucket or a run failed.</exception>
    public static async Task MeasureAsync(BucketOptions options)
    {
        var day = SimulatedDay.Open(options.Folder, options.Vehicles, options.Seconds);
        await BucketDay.FillAsync(options, day);
        var listings = new List<BucketMeasurement>();
        var readings = new List<BucketMeasurement>();
        foreach (int inFlight in BucketOptions.InFlight)
        {
            Progress.Say($"{inFlight} requests in flight");
            listings.Add(await BucketMeasurement.OfAsync(inFlight, async () => ((await BucketDay.ListAsync(options, inFlight)).Objects.Count, 0)));
            readings.Add(await ReadAsync(options, inFlight));
        }

        Console.WriteLine(BucketReport.Of(day, listings, readings, RunWhole(options)));
    }

    private static async Task<BucketMeasurement> ReadAsync(BucketOptions options, int inFlight)
    {
        var listing = await BucketDay.ListAsync(options, inFlight: 32);
        var objects = listing.Objects.Take(inFlight * ObjectsEach).ToList();
        var store = BucketDay.Open(options, inFlight);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 2 * inFlight };
        return await BucketMeasurement.OfAsync(inFlight, async () =>
        {
            await Parallel.ForEachAsync(objects, parallel, async (listed, cancellation) => await ReadAsync(store, listed, cancellation));
            return (objects.Count, objects.Sum(listed => listed.Size));
        });
    }

    private static async Task ReadAsync(IObjectStore store, StoredObject listed, CancellationToken cancellation)
    {
        byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent((int)listed.Size);
        await store.ReadAsync(listed, 0, buffer.AsMemory(0, (int)listed.Size), cancellation);
        System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
    }

    // As people run it: source, raw and staging in the bucket, the warehouse in a folder.
    private static Usage RunWhole(BucketOptions options)
    {
        string folder = Path.Combine(options.Folder, $"s3-{Guid.NewGuid():n}");
        Directory.CreateDirectory(folder);
        try
        {
            Progress.Say($"the whole day");
            return MeasuredProgram.Run(
                MeasuredProgram.Built(MeasuredProgram.Fleetlake), folder, "run", "--date", BenchOptions.Date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), "--force",
                "--source", options.Events, "--raw", $"{options.Url}/lake/raw", "--staging", $"{options.Url}/lake/staging").Usage;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
