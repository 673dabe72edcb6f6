namespace Fleetlake.Lake.Stores;

/// <summary>Opens the store that a URL or a path names.</summary>
public static class ObjectStores
{
    /// <summary>Says why a URL names no store that there is, or null when it does.</summary>
    public static string? FaultOf(string url)
    {
        if (string.IsNullOrWhiteSpace(url))
            return "found nothing, expected the path of a folder";
        int scheme = url.IndexOf("://", StringComparison.Ordinal);
        return scheme < 0 ? null : $"found the scheme {url[..(scheme + 3)]}, expected the path of a folder";
    }

    /// <summary>Opens the store below a path.</summary>
    /// <exception cref="LakeException">The URL names no store that there is.</exception>
    public static IObjectStore Open(string url) =>
        FaultOf(url) is { } fault ? throw new LakeException(FaultKind.Caller, $"{url}: {fault}.") : new FolderStore(url);
}
