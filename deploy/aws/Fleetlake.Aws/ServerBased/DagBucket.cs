using Amazon.CDK;
using Amazon.CDK.AWS.S3;
using Amazon.CDK.AWS.S3.Deployment;
using Constructs;
using Fleetlake.Aws.Configuration;
using Fleetlake.Aws.Permissions;
using Fleetlake.Aws.Storage;

namespace Fleetlake.Aws.ServerBased;

/// <summary>Where managed Airflow reads its DAGs: code alone, so the key of S3 is enough. A deploy replaces all of it.</summary>
internal sealed class DagBucket : Construct
{
    /// <summary>The folder of the DAGs.</summary>
    public const string Dags = "dags";

    private const string PlanFile = "fleetlake-plan.json";
    private const string StartupFolder = "startup";

    public DagBucket(Construct scope, StackSettings settings, string root, string startup, string startupName)
        : base(scope, "Dags")
    {
        Name = settings.Bucket("dags");
        StartupPath = $"{StartupFolder}/{startupName}";
        var bucket = new Bucket(this, "Bucket", new BucketProps
        {
            BucketName = Name,
            Encryption = BucketEncryption.S3_MANAGED,
            EnforceSSL = true,
            MinimumTLSVersion = 1.2,
            BlockPublicAccess = BlockPublicAccess.BLOCK_ALL,
            ObjectOwnership = ObjectOwnership.BUCKET_OWNER_ENFORCED,
            // Managed Airflow wants it.
            Versioned = true,
            RemovalPolicy = RemovalPolicy.RETAIN,
            ServerAccessLogsBucket = LogBucket.Of(scope, settings),
            ServerAccessLogsPrefix = $"{Name}/",
            LifecycleRules = [new LifecycleRule { Id = "old-versions", NoncurrentVersionExpiration = Duration.Days(settings.OldVersionDays) }],
        });
        string arn = Allow.BucketArn(Name);
        var writer = new JobRole(
            this, settings, "dags-upload", new Amazon.CDK.AWS.IAM.ServicePrincipal("lambda.amazonaws.com"),
            Allow.To(["s3:GetObject"], $"{Allow.BucketArn($"cdk-{FleetlakeApp.Qualifier}-assets-{settings.Account}-{settings.Region}")}/*"),
            Allow.To(["s3:ListBucket"], arn),
            Allow.To(["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], $"{arn}/{Dags}/*", $"{arn}/{StartupFolder}/*"),
            Allow.To(["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], settings.Arn("logs", $"log-group:/aws/lambda/{settings.Prefix}-*")));
        var plan = AirflowFiles.Plan(RepositoryFiles.Find(root, "models/.."), settings.From);
        var dags = Source.Asset(RepositoryFiles.Find(root, "deploy/airflow/dags"), new Amazon.CDK.AWS.S3.Assets.AssetOptions { Exclude = ["**/__pycache__"] });
        Put("Files", bucket, writer, Dags, dags, Source.Data(PlanFile, plan));
        Put("Startup", bucket, writer, StartupFolder, Source.Data(startupName, startup));
    }

    public string Name { get; }

    /// <summary>The key of the script that sets the environment of the DAGs.</summary>
    public string StartupPath { get; }

    private void Put(string id, Bucket bucket, JobRole writer, string folder, params ISource[] files) => new BucketDeployment(this, id, new BucketDeploymentProps
    {
        DestinationBucket = bucket,
        DestinationKeyPrefix = folder,
        Sources = files,
        Role = writer.WithoutPolicyUpdates(),
        RetainOnDelete = true,
    });
}
