namespace Fleetlake.Lake.Stores.S3;

/// <summary>What became of one request: its attempts are made deep in the SDK, and this goes with them.</summary>
internal sealed class S3Attempts
{
    private static readonly AsyncLocal<S3Attempts?> Flowing = new();

    public static S3Attempts? Current => Flowing.Value;

    /// <summary>How often it was sent.</summary>
    public int Count { get; set; }

    /// <summary>True when an attempt was refused for being one too many, or got no answer in time.</summary>
    public bool IsThrottled { get; set; }

    /// <summary>Where the bucket is, if the server said so.</summary>
    public string? BucketRegion { get; set; }

    /// <summary>Counts what is sent from here on in this flow.</summary>
    public static void Follow(S3Attempts attempts) => Flowing.Value = attempts;
}
