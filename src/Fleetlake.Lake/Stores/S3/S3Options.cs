namespace Fleetlake.Lake.Stores.S3;

/// <summary>How objects are encrypted where they lie.</summary>
public enum S3Encryption
{
    /// <summary>As the bucket says.</summary>
    None,

    /// <summary>With keys of S3's own (<c>AES256</c>).</summary>
    Aes256,

    /// <summary>With a key of the key management service (<c>aws:kms</c>).</summary>
    Kms,
}

/// <summary>
/// How S3 is reached. Credentials are no part of it: they come by the SDK's own chain (environment, profile, role).
/// </summary>
public sealed record S3Options
{
    /// <summary>Another server than AWS; null for what the SDK finds (<c>AWS_ENDPOINT_URL_S3</c>, profile), else AWS.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The region; null for what the SDK finds (<c>AWS_REGION</c>, profile).</summary>
    public string? Region { get; init; }

    /// <summary>Whether the bucket stands in the path and not in the host's name; null for yes where there is an endpoint.</summary>
    public bool? PathStyle { get; init; }

    /// <summary>How objects that are put are encrypted.</summary>
    public S3Encryption Encryption { get; init; }

    /// <summary>The key of <see cref="S3Encryption.Kms"/>; null for the account's own.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>The most requests at once; how many really are follows what pays off.</summary>
    public int RequestsInFlight { get; init; } = 64;

    /// <summary>Where copies of objects lie while they are needed as files; null for the user's own below the system's temporary one.</summary>
    public string? ScratchFolder { get; init; }

    /// <summary>How often a request is tried in all.</summary>
    internal int Attempts { get; init; } = 5;

    /// <summary>How long an attempt may take, its bytes not counted.</summary>
    internal TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What comes more slowly does not come in time.</summary>
    internal int LeastBytesPerSecond { get; init; } = 64 << 10;

    /// <summary>An upload of less is one put; a larger one goes up in parts of so many bytes, at least 5 MiB.</summary>
    internal int PartBytes { get; init; } = 8 << 20;

    /// <summary>What an attempt on so many bytes may take.</summary>
    internal TimeSpan TimeoutOf(long bytes) => RequestTimeout + TimeSpan.FromSeconds(bytes / (double)LeastBytesPerSecond);
}
