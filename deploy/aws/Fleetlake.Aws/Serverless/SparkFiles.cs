using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.S3.Assets;
using Constructs;
using Fleetlake.Aws.Permissions;

namespace Fleetlake.Aws.Serverless;

/// <summary>The script and the modules of the Spark job, as a deploy has put them into the bucket of assets.</summary>
internal sealed class SparkFiles : Construct
{
    public SparkFiles(Construct scope, string root)
        : base(scope, "Spark")
    {
        Script = new Asset(this, "Script", new AssetProps { Path = RepositoryFiles.Find(root, "deploy/glue/fleetlake_job.py") });
        Modules = new Asset(this, "Modules", new AssetProps { Path = RepositoryFiles.Find(root, "deploy/glue"), Exclude = ["**/__pycache__"] });
    }

    public Asset Script { get; }

    public Asset Modules { get; }

    /// <summary>To read these two.</summary>
    public PolicyStatement Read => Allow.To(["s3:GetObject"], [ArnOf(Script), ArnOf(Modules)]);

    private static string ArnOf(Asset asset) => $"{Allow.BucketArn(asset.S3BucketName)}/{asset.S3ObjectKey}";
}
