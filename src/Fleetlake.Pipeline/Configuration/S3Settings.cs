using Fleetlake.Lake;
using Fleetlake.Lake.Stores.S3;

namespace Fleetlake.Pipeline.Configuration;

/// <summary>Judges the keys of S3 and of what a lake in buckets needs.</summary>
internal static class S3Settings
{
    private const int MaxRequestsInFlight = 1024;

    /// <summary>How the lake is kept.</summary>
    public static LakeOptions LakeOf(ConfigurationValues values, string folder) => new()
    {
        S3 = Of(values, ConfigurationKeys.S3Endpoint, ConfigurationKeys.S3Region),
        SingleWriter = Switch(values, ConfigurationKeys.SingleWriter) ?? false,
        ScratchFolder = FolderOf(values, folder),
    };

    /// <summary>How the source is reached: like the lake, but for what is said of the source alone.</summary>
    public static S3Options SourceOf(ConfigurationValues values, S3Options lake)
    {
        bool isElsewhere = values.Get(ConfigurationKeys.SourceS3Endpoint).Length > 0;
        return lake with
        {
            Endpoint = isElsewhere ? Endpoint(values, ConfigurationKeys.SourceS3Endpoint) : lake.Endpoint,
            Region = Text(values, ConfigurationKeys.SourceS3Region) ?? lake.Region,
        };
    }

    private static S3Options Of(ConfigurationValues values, ConfigurationKey endpoint, ConfigurationKey region)
    {
        var encryption = Encryption(values);
        if (Text(values, ConfigurationKeys.S3KmsKeyId) is not null && encryption != S3Encryption.Kms)
            values.AddFault(ConfigurationKeys.S3KmsKeyId, "none, or s3.encryption aws:kms");
        return new S3Options
        {
            Endpoint = Endpoint(values, endpoint),
            Region = Text(values, region),
            PathStyle = Switch(values, ConfigurationKeys.S3PathStyle),
            Encryption = encryption,
            KmsKeyId = Text(values, ConfigurationKeys.S3KmsKeyId),
            RequestsInFlight = RequestsInFlight(values),
        };
    }

    private static Uri? Endpoint(ConfigurationValues values, ConfigurationKey key)
    {
        if (Text(values, key) is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.PathAndQuery == "/" && url.UserInfo.Length == 0)
            return url;

        // A password may be in it: what was found is not told.
        values.AddFault($"{key.Name}: expected the URL of an S3 server without path, query and user, such as https://s3.example.com:9000");
        return null;
    }

    private static S3Encryption Encryption(ConfigurationValues values)
    {
        switch (values.Get(ConfigurationKeys.S3Encryption))
        {
            case "none" or "":
                return S3Encryption.None;
            case "AES256":
                return S3Encryption.Aes256;
            case "aws:kms":
                return S3Encryption.Kms;
            default:
                values.AddFault(ConfigurationKeys.S3Encryption, "none, AES256 or aws:kms");
                return S3Encryption.None;
        }
    }

    private static int RequestsInFlight(ConfigurationValues values)
    {
        if (int.TryParse(values.Get(ConfigurationKeys.S3RequestsInFlight), out int number) && number is >= 1 and <= MaxRequestsInFlight)
            return number;
        values.AddFault(ConfigurationKeys.S3RequestsInFlight, $"a whole number from 1 to {MaxRequestsInFlight}");
        return 1;
    }

    private static bool? Switch(ConfigurationValues values, ConfigurationKey key)
    {
        if (Text(values, key) is not { } text)
            return null;
        if (bool.TryParse(text, out bool value))
            return value;
        values.AddFault(key, "true or false");
        return null;
    }

    private static string? FolderOf(ConfigurationValues values, string folder)
    {
        if (Text(values, ConfigurationKeys.LakeScratch) is not { } path)
            return null;
        if (!path.Contains("://", StringComparison.Ordinal) && !path.Contains('\0', StringComparison.Ordinal))
            return Path.GetFullPath(path, Path.GetFullPath(folder));
        values.AddFault(ConfigurationKeys.LakeScratch, "the path of a folder of this machine");
        return null;
    }

    private static string? Text(ConfigurationValues values, ConfigurationKey key) => values.Get(key) is { Length: > 0 } text ? text : null;
}
