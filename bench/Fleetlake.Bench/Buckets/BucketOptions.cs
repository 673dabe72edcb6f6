namespace Fleetlake.Bench.Buckets;

/// <summary>What is measured of S3.</summary>
/// <param name="Url">A bucket that is there, or a prefix of one: <c>s3://bucket/prefix</c>. The server and the credentials are those of the environment.</param>
/// <param name="Vehicles">Vehicles of the fleet.</param>
/// <param name="Seconds">Files, one a second.</param>
/// <param name="Folder">Where the day's files and the warehouse lie.</param>
internal sealed record BucketOptions(string Url, int Vehicles, int Seconds, string Folder)
{
    /// <summary>The limits of requests in flight.</summary>
    public static IReadOnlyList<int> InFlight { get; } = [1, 8, 32, 64, 128];

    public string Events => $"{Url}/events-{Vehicles}-{Seconds}";
}
