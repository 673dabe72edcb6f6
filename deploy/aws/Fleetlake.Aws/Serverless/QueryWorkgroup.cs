using Amazon.CDK;
using Amazon.CDK.AWS.Athena;
using Amazon.CDK.AWS.KMS;
using Amazon.CDK.AWS.S3;
using Constructs;
using Fleetlake.Aws.Configuration;
using Fleetlake.Warehouse.Models;

namespace Fleetlake.Aws.Serverless;

/// <summary>Where people ask: a workgroup with a limit on what a query scans, a bucket for the answers, and the questions asked most.</summary>
internal sealed class QueryWorkgroup : Construct
{
    private const int AnswerDays = 30;

    public QueryWorkgroup(Construct scope, StackSettings settings, IKey key, IBucket logs)
        : base(scope, "Queries")
    {
        Answers = AnswerBucket(settings, key, logs);
        Name = settings.Name("queries");
        var workgroup = new CfnWorkGroup(this, "Workgroup", new CfnWorkGroupProps
        {
            Name = Name,
            Description = "Questions to the lake and the models",
            // Whoever asks leaves a history, and with it the group could not be taken away.
            RecursiveDeleteOption = true,
            WorkGroupConfiguration = new CfnWorkGroup.WorkGroupConfigurationProperty
            {
                EnforceWorkGroupConfiguration = true,
                PublishCloudWatchMetricsEnabled = true,
                BytesScannedCutoffPerQuery = (double)settings.AthenaScanGib * (1L << 30),
                EngineVersion = new CfnWorkGroup.EngineVersionProperty { SelectedEngineVersion = "Athena engine version 3" },
                ResultConfiguration = new CfnWorkGroup.ResultConfigurationProperty
                {
                    OutputLocation = $"s3://{Answers.BucketName}/",
                    EncryptionConfiguration = new CfnWorkGroup.EncryptionConfigurationProperty { EncryptionOption = "SSE_KMS", KmsKey = key.KeyArn },
                },
            },
        });
        foreach (var question in Question.BuiltIn)
        {
            new CfnNamedQuery(this, question.Name, new CfnNamedQueryProps
            {
                Name = question.Name,
                Description = question.Text,
                Database = settings.Database,
                WorkGroup = Name,
                QueryString = question.Sql,
            }).AddDependency(workgroup);
        }
    }

    public string Name { get; }

    public IBucket Answers { get; }

    // What lies here can be asked for again: it goes after a while, and has no old versions.
    private Bucket AnswerBucket(StackSettings settings, IKey key, IBucket logs) => new(this, "Answers", new BucketProps
    {
        BucketName = settings.Bucket("answers"),
        Encryption = BucketEncryption.KMS,
        EncryptionKey = key,
        BucketKeyEnabled = true,
        EnforceSSL = true,
        MinimumTLSVersion = 1.2,
        BlockPublicAccess = BlockPublicAccess.BLOCK_ALL,
        ObjectOwnership = ObjectOwnership.BUCKET_OWNER_ENFORCED,
        RemovalPolicy = RemovalPolicy.RETAIN,
        ServerAccessLogsBucket = logs,
        ServerAccessLogsPrefix = $"{settings.Bucket("answers")}/",
        LifecycleRules = [new LifecycleRule { Id = "old-answers", Expiration = Duration.Days(AnswerDays) }],
    });
}
