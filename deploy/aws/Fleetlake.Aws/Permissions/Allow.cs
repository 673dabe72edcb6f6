using Amazon.CDK.AWS.IAM;
using Fleetlake.Aws.Configuration;

namespace Fleetlake.Aws.Permissions;

/// <summary>What jobs are allowed, each on the things it is meant for.</summary>
internal static class Allow
{
    /// <summary>The source: list and get below its prefix, nothing else.</summary>
    public static PolicyStatement[] ReadSource(StackSettings settings)
    {
        var list = To(["s3:ListBucket"], BucketArn(settings.SourceBucket));
        if (settings.SourcePrefix.Length > 0)
            list.AddCondition("StringLike", new Dictionary<string, object> { ["s3:prefix"] = $"{settings.SourcePrefix}*" });
        return [list, To(["s3:GetObject"], $"{BucketArn(settings.SourceBucket)}/{settings.SourcePrefix}*")];
    }

    /// <summary>Zones of the lake, to read and write.</summary>
    public static PolicyStatement[] WriteZones(params string[] buckets) =>
    [
        To(["s3:ListBucket", "s3:ListBucketMultipartUploads"], [.. buckets.Select(BucketArn)]),
        To(["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"], [.. buckets.Select(bucket => $"{BucketArn(bucket)}/*")]),
    ];

    /// <summary>Zones of the lake, to read.</summary>
    public static PolicyStatement[] ReadZones(params string[] buckets) =>
    [
        To(["s3:GetBucketLocation", "s3:ListBucket"], [.. buckets.Select(BucketArn)]),
        To(["s3:GetObject"], [.. buckets.Select(bucket => $"{BucketArn(bucket)}/*")]),
    ];

    /// <summary>The lake's key, for what lies in S3 and nothing else.</summary>
    public static PolicyStatement UseKey(StackSettings settings, string keyArn, bool write)
    {
        var use = To(write ? ["kms:Decrypt", "kms:GenerateDataKey"] : ["kms:Decrypt"], keyArn);
        use.AddCondition("StringEquals", new Dictionary<string, object> { ["kms:ViaService"] = $"s3.{settings.Region}.amazonaws.com" });
        return use;
    }

    /// <summary>Streams of log groups of these names.</summary>
    public static PolicyStatement WriteLogs(StackSettings settings, params string[] groups) => To(
        ["logs:CreateLogStream", "logs:PutLogEvents"], [.. groups.Select(group => settings.Arn("logs", $"log-group:{group}:*"))]);

    /// <summary>Actions on resources.</summary>
    public static PolicyStatement To(string[] actions, params string[] resources) =>
        new(new PolicyStatementProps { Actions = actions, Resources = resources });

    /// <summary>The ARN of a bucket.</summary>
    public static string BucketArn(string bucket) => $"arn:aws:s3:::{bucket}";
}
