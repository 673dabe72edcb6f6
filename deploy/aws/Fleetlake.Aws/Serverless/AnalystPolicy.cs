using Amazon.CDK.AWS.IAM;
using Constructs;
using Fleetlake.Aws.Configuration;
using Fleetlake.Aws.Permissions;

namespace Fleetlake.Aws.Serverless;

/// <summary>For people and tools who ask: the workgroup, the definitions, staging to read. Attach it to their roles; it is attached to nobody.</summary>
internal sealed class AnalystPolicy : Construct
{
    public AnalystPolicy(Construct scope, StackSettings settings, QueryWorkgroup queries, string keyArn)
        : base(scope, "Analyst")
    {
        string answers = Allow.BucketArn(settings.Bucket("answers"));
        new ManagedPolicy(this, "Policy", new ManagedPolicyProps
        {
            ManagedPolicyName = settings.Name("analyst"),
            Description = "Asks the lake and the models by Athena",
            Statements =
            [
                Allow.To(
                    [
                        "athena:StartQueryExecution", "athena:StopQueryExecution", "athena:GetQueryExecution", "athena:GetQueryResults",
                        "athena:ListQueryExecutions", "athena:GetWorkGroup", "athena:GetNamedQuery", "athena:BatchGetNamedQuery", "athena:ListNamedQueries",
                    ],
                    settings.Arn("athena", $"workgroup/{queries.Name}")),
                Allow.To(
                    ["glue:GetDatabase", "glue:GetTable", "glue:GetTables", "glue:GetPartition", "glue:GetPartitions"],
                    settings.Arn("glue", "catalog"),
                    settings.Arn("glue", $"database/{settings.Database}"), settings.Arn("glue", $"table/{settings.Database}/*"),
                    settings.Arn("glue", $"database/{settings.CrawledDatabase}"), settings.Arn("glue", $"table/{settings.CrawledDatabase}/*")),
                .. Allow.ReadZones(settings.StagingBucket),
                Allow.To(["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"], answers),
                Allow.To(["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"], $"{answers}/*"),
                Allow.UseKey(settings, keyArn, write: true),
            ],
        });
    }
}
