using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.S3;
using Constructs;
using Fleetlake.Aws.Configuration;
using Fleetlake.Aws.Permissions;

namespace Fleetlake.Aws.Storage;

/// <summary>Who has asked the other buckets for what. S3 writes access logs only where it encrypts with its own key.</summary>
internal sealed class LogBucket : Bucket
{
    public LogBucket(Construct scope, StackSettings settings)
        : base(scope, "Logs", new BucketProps
        {
            BucketName = settings.Bucket("logs"),
            Encryption = BucketEncryption.S3_MANAGED,
            EnforceSSL = true,
            MinimumTLSVersion = 1.2,
            BlockPublicAccess = BlockPublicAccess.BLOCK_ALL,
            ObjectOwnership = Amazon.CDK.AWS.S3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            RemovalPolicy = RemovalPolicy.RETAIN,
            LifecycleRules = [new LifecycleRule { Id = "old-logs", Expiration = Duration.Days(settings.LogDays) }],
        })
    {
        AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps
        {
            Sid = "AccessLogs",
            Principals = [new ServicePrincipal("logging.s3.amazonaws.com")],
            Actions = ["s3:PutObject"],
            Resources = [$"{Allow.BucketArn(settings.Bucket("logs"))}/*"],
            Conditions = new Dictionary<string, object>
            {
                ["StringEquals"] = new Dictionary<string, object> { ["aws:SourceAccount"] = settings.Account },
                ["ArnLike"] = new Dictionary<string, object> { ["aws:SourceArn"] = Allow.BucketArn($"{settings.Prefix}-*") },
            },
        }));
    }

    /// <summary>The bucket by its name: whoever logs to it leaves its policy alone.</summary>
    public static IBucket Of(Construct scope, StackSettings settings) => FromBucketName(scope, "LogBucket", settings.Bucket("logs"));
}
