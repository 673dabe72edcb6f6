namespace Fleetlake.Lake.Stores.S3;

/// <summary>The form in which S3 and its clients write what the store knows.</summary>
internal static class S3Keys
{
    /// <summary>Below it lie the marks of uploads that are under way; no listing shows it.</summary>
    public const string TemporaryPrefix = "_tmp/";

    /// <summary>An ETag without its quotation marks.</summary>
    public static string ETagOf(string quoted) => quoted.Trim('"');

    /// <summary>An ETag as conditions have it.</summary>
    public static string Quote(string etag) => $"\"{etag}\"";
}
