using Fleetlake.Lake.Stores.S3;

namespace Fleetlake.Lake.Stores;

/// <summary>Opens the store that a URL or a path names.</summary>
public static class ObjectStores
{
    /// <summary>Says why a URL names no store that there is, or null when it does.</summary>
    public static string? FaultOf(string url)
    {
        if (string.IsNullOrWhiteSpace(url))
            return "found nothing, expected the path of a folder or s3://bucket/prefix";
        if (S3Location.IsS3(url))
            return S3Location.Parse(url) is null ? "found no name of a bucket or no prefix of keys, expected s3://bucket or s3://bucket/prefix" : null;
        int scheme = url.IndexOf("://", StringComparison.Ordinal);
        return scheme < 0 ? null : $"found the scheme {url[..(scheme + 3)]}, expected the path of a folder or s3://bucket/prefix";
    }

    /// <summary>True when a URL names a bucket and not a folder of this machine.</summary>
    public static bool IsS3(string url) => S3Location.IsS3(url);

    /// <summary>Opens the store below a path or at a bucket. Of a bucket nothing is asked yet.</summary>
    /// <param name="url">The path of a folder, or <c>s3://bucket/prefix</c>.</param>
    /// <param name="s3">How S3 is reached.</param>
    /// <exception cref="LakeException">The URL names no store that there is.</exception>
    public static IObjectStore Open(string url, S3Options? s3 = null)
    {
        if (FaultOf(url) is { } fault)
            throw new LakeException(FaultKind.Caller, $"{url}: {fault}.");
        return S3Location.Parse(url) is { } location ? new S3Store(location, s3 ?? new S3Options()) : new FolderStore(url);
    }
}
