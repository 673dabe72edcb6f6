using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace Fleetlake.Aws.Preflight;

/// <summary>The account as AWS shows it.</summary>
internal sealed class AwsAccount(string region) : IAccount
{
    private const string StackTag = "aws:cloudformation:stack-name";
    private readonly RegionEndpoint _region = RegionEndpoint.GetBySystemName(region);

    public async Task<string> IdentifyAsync()
    {
        try
        {
            using var client = new AmazonSecurityTokenServiceClient(_region);
            return (await client.GetCallerIdentityAsync(new GetCallerIdentityRequest())).Account;
        }
        catch (AmazonServiceException fault) when (fault.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.BadRequest)
        {
            throw new FleetlakeException(
                FaultKind.Caller, $"credentials: AWS does not take them ({fault.ErrorCode}): they are wrong or have expired; give others in .env or sign in again.", fault);
        }
        catch (AmazonClientException fault)
        {
            throw new FleetlakeException(
                FaultKind.Caller,
                "credentials: found none that hold, expected AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN if they are temporary) in .env, or AWS_PROFILE. " + fault.Message,
                fault);
        }
    }

    public async Task<BucketState> FindBucketAsync(string bucket)
    {
        using var client = new AmazonS3Client(new AmazonS3Config
        {
            RegionEndpoint = _region,
            ForcePathStyle = Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL") is not null,
        });
        try
        {
            // Whoever deploys may ask where a bucket is, and not what is in it.
            var found = await client.GetBucketLocationAsync(new GetBucketLocationRequest { BucketName = bucket });
            return new BucketState(BucketOwner.Ours, NameOf(found.Location), await StackOfAsync(client, bucket));
        }
        catch (AmazonS3Exception fault) when (fault.StatusCode == HttpStatusCode.NotFound)
        {
            return new BucketState(BucketOwner.None);
        }
        catch (AmazonS3Exception fault) when (fault.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.MovedPermanently or HttpStatusCode.BadRequest)
        {
            return new BucketState(BucketOwner.Others, await RegionOfAsync(bucket));
        }
    }

    // Two regions have names of their own there, for they are older than the others.
    private static string NameOf(S3Region? region) => region?.Value switch
    {
        null or "" => "us-east-1",
        "EU" => "eu-west-1",
        var name => name,
    };

    // S3 says where a bucket is to whoever asks, also together with a refusal.
    private async Task<string?> RegionOfAsync(string bucket)
    {
        string server = Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL") ?? $"https://s3.{_region.SystemName}.amazonaws.com";
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Head, $"{server}/{bucket}");
        using var answer = await client.SendAsync(request);
        return answer.Headers.TryGetValues("x-amz-bucket-region", out var regions) ? regions.FirstOrDefault() : null;
    }

    private static async Task<string?> StackOfAsync(AmazonS3Client client, string bucket)
    {
        try
        {
            var tags = await client.GetBucketTaggingAsync(new GetBucketTaggingRequest { BucketName = bucket });
            return tags.TagSet?.FirstOrDefault(tag => tag.Key == StackTag)?.Value;
        }
        catch (AmazonS3Exception fault) when (fault.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
        {
            return null;
        }
    }
}
