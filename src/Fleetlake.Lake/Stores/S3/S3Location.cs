using System.Text.RegularExpressions;

namespace Fleetlake.Lake.Stores.S3;

/// <summary>A bucket and what all keys begin with in it: <c>s3://bucket/prefix</c>.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Prefix">Empty, or ends with <c>/</c>.</param>
internal sealed partial record S3Location(string Bucket, string Prefix)
{
    public const string Scheme = "s3://";

    /// <summary>What a person writes for an object.</summary>
    public string Describe(string key) => $"{Scheme}{Bucket}/{Prefix}{key}";

    public string Url => Prefix.Length == 0 ? $"{Scheme}{Bucket}" : Describe("").TrimEnd('/');

    /// <summary>How policies name an object.</summary>
    public string ArnOf(string key) => $"{BucketArn}/{Prefix}{key}";

    public string BucketArn => $"arn:aws:s3:::{Bucket}";

    public static bool IsS3(string url) => url.StartsWith(Scheme, StringComparison.Ordinal);

    /// <summary>Null when the URL names no bucket.</summary>
    public static S3Location? Parse(string url)
    {
        if (!IsS3(url))
            return null;
        var (bucket, prefix) = url[Scheme.Length..].Split('/', 2) is [var first, var rest] ? (first, rest.TrimEnd('/')) : (url[Scheme.Length..], "");
        bool isPath = prefix.Length == 0 || prefix.Split('/').All(part => part is not ("" or "." or ".."));
        return BucketName().IsMatch(bucket) && isPath && prefix.IndexOfAny(['?', '#', '\0']) < 0
            ? new S3Location(bucket, prefix.Length == 0 ? "" : $"{prefix}/")
            : null;
    }

    /// <summary>The key in the bucket.</summary>
    /// <exception cref="LakeException">An HTTP client would take the key for that of another object.</exception>
    public string KeyOf(string key)
    {
        if (key.Split('/').Any(part => part is "." or "..") || key.Contains('\0', StringComparison.Ordinal) || key.StartsWith('/'))
            throw new LakeException(FaultKind.Failed, $"the key {key} leaves its store.");
        return Prefix + key;
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")]
    private static partial Regex BucketName();
}
