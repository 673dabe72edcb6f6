using Amazon.CDK.AWS.Glue;
using Constructs;
using Fleetlake.Aws.Configuration;
using Fleetlake.Aws.Permissions;

namespace Fleetlake.Aws.Serverless;

/// <summary>
/// Crawlers over both zones. They write to a database of their own, add what is new and only log what has changed or gone: no
/// definition is touched by them, and nothing waits for them.
/// </summary>
internal sealed class Crawlers : Construct
{
    public Crawlers(Construct scope, StackSettings settings, GlueEncryption encryption, string keyArn)
        : base(scope, "Crawlers")
    {
        string catalog = settings.CrawledDatabase;
        var role = new JobRole(this, settings, "glue-crawler", GlueRights.Service(settings),
        [
            .. Allow.ReadZones(settings.RawBucket, settings.StagingBucket),
            Allow.UseKey(settings, keyArn, write: false),
            Allow.To(
                [
                    "glue:GetDatabase", "glue:GetTable", "glue:GetTables", "glue:CreateTable", "glue:UpdateTable", "glue:GetPartition",
                    "glue:GetPartitions", "glue:BatchGetPartition", "glue:CreatePartition", "glue:BatchCreatePartition", "glue:UpdatePartition",
                ],
                settings.Arn("glue", "catalog"), settings.Arn("glue", $"database/{catalog}"), settings.Arn("glue", $"table/{catalog}/*")),
            .. GlueRights.LogsAndMetrics(settings),
        ]);
        // A table is the bucket itself in raw, a folder of it in staging.
        Raw = Add(settings, encryption, role, "raw", settings.RawBucket, tableLevel: 1);
        Staging = Add(settings, encryption, role, "staging", settings.StagingBucket, tableLevel: 2);
    }

    public string Raw { get; }

    public string Staging { get; }

    private string Add(StackSettings settings, GlueEncryption encryption, JobRole role, string zone, string bucket, int tableLevel)
    {
        string name = settings.Name($"{zone}-crawler");
        new CfnCrawler(this, zone, new CfnCrawlerProps
        {
            Name = name,
            Description = $"Finds what is new in {zone}",
            Role = role.RoleArn,
            DatabaseName = settings.CrawledDatabase,
            TablePrefix = $"{zone}_",
            CrawlerSecurityConfiguration = encryption.Name,
            Targets = new CfnCrawler.TargetsProperty
            {
                // What begins with _ is state of the lake and no table.
                S3Targets = new object[] { new CfnCrawler.S3TargetProperty { Path = $"s3://{bucket}/", Exclusions = ["_*/**"] } },
            },
            RecrawlPolicy = new CfnCrawler.RecrawlPolicyProperty { RecrawlBehavior = "CRAWL_NEW_FOLDERS_ONLY" },
            SchemaChangePolicy = new CfnCrawler.SchemaChangePolicyProperty { UpdateBehavior = "LOG", DeleteBehavior = "LOG" },
            Configuration = $$$"""{"Version":1.0,"Grouping":{"TableGroupingPolicy":"CombineCompatibleSchemas","TableLevelConfiguration":{{{tableLevel}}}}}""",
        });
        return name;
    }
}
