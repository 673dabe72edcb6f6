using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.S3;

namespace Fleetlake.Lake.Stores.S3;

/// <summary>Makes the SDK's client of options and environment.</summary>
internal static class S3Client
{
    private const string DefaultRegion = "us-east-1";

    /// <exception cref="LakeException">There is no region, or there are no credentials.</exception>
    public static AmazonS3Client Open(S3Options options, ServerClock clock, S3Location location)
    {
        try
        {
            var config = Config(options, clock);
            return new AmazonS3Client(DefaultAWSCredentialsIdentityResolver.GetCredentials(config), config);
        }
        catch (AmazonClientException fault)
        {
            throw new LakeException(
                FaultKind.Caller,
                $"{location.Url}: found no credentials or no region for S3, expected both where the AWS SDK looks for them (environment, profile, role; s3.region).",
                fault);
        }
    }

    /// <summary>True when the bucket is on another server than AWS.</summary>
    public static bool IsElsewhere(IClientConfig config) => config.ServiceURL is not null;

    private static AmazonS3Config Config(S3Options options, ServerClock clock)
    {
        var config = new AmazonS3Config
        {
            MaxErrorRetry = options.Attempts - 1,
            HttpClientFactory = S3Transport.Factory(options, clock),
        };
        if (options.Region is { } region)
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(region);

        // What the SDK knows of another server by the environment or a profile counts like our own setting.
        if ((options.Endpoint?.AbsoluteUri ?? config.ServiceURL) is { } endpoint)
        {
            string signed = options.Region ?? FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false)?.SystemName ?? DefaultRegion;
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = signed;
            config.RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED;
            config.ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED;
        }

        config.ForcePathStyle = options.PathStyle ?? config.ServiceURL is not null;
        return config;
    }
}
