using Amazon.CDK;
using Amazon.CDK.AWS.KMS;
using Amazon.CDK.AWS.S3;
using Constructs;
using Fleetlake.Aws.Configuration;

namespace Fleetlake.Aws.Storage;

/// <summary>
/// A bucket of the lake. Its lifecycle ends old versions and unfinished uploads and never touches what is current; the bucket
/// stays when the stack goes.
/// </summary>
internal sealed class KeptBucket : Bucket
{
    private const int UnfinishedDays = 7;

    public KeptBucket(Construct scope, string id, StackSettings settings, string name, IKey key, IBucket logs, params BucketMetrics[] metrics)
        : base(scope, id, new BucketProps
        {
            BucketName = name,
            Encryption = BucketEncryption.KMS,
            EncryptionKey = key,
            BucketKeyEnabled = true,
            EnforceSSL = true,
            MinimumTLSVersion = 1.2,
            BlockPublicAccess = BlockPublicAccess.BLOCK_ALL,
            ObjectOwnership = Amazon.CDK.AWS.S3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            Versioned = true,
            RemovalPolicy = RemovalPolicy.RETAIN,
            ServerAccessLogsBucket = logs,
            ServerAccessLogsPrefix = $"{name}/",
            Metrics = metrics,
            LifecycleRules =
            [
                new LifecycleRule { Id = "old-versions", NoncurrentVersionExpiration = Duration.Days(settings.OldVersionDays), ExpiredObjectDeleteMarker = true },
                // A lease is written anew every few seconds of a run.
                new LifecycleRule { Id = "old-leases", Prefix = "_leases/", NoncurrentVersionExpiration = Duration.Days(1) },
                new LifecycleRule { Id = "unfinished-uploads", AbortIncompleteMultipartUploadAfter = Duration.Days(UnfinishedDays) },
            ],
        })
    {
    }
}
