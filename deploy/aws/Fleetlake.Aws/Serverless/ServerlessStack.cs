using System.Globalization;
using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.SNS;
using Constructs;
using Fleetlake.Aws.Configuration;
using Fleetlake.Aws.Permissions;
using Fleetlake.Aws.Storage;

namespace Fleetlake.Aws.Serverless;

/// <summary>The design without a server: Spark on Glue every day, the Data Catalog, Athena.</summary>
internal sealed class ServerlessStack : Stack
{
    public ServerlessStack(Construct scope, StackSettings settings, LakeStack lake, string root)
        : base(scope, "Serverless", FleetlakeApp.PropsOf(settings, "serverless", "Fleetlake: Glue, the Data Catalog and Athena"))
    {
        AddDependency(lake);
        var key = lake.KeyFor(this);
        string keyArn = key.KeyArn;
        var alerts = Topic.FromTopicArn(this, "Alerts", settings.Arn("sns", settings.Name("alerts")));
        var catalog = new Catalog(this, settings);
        var encryption = new GlueEncryption(this, settings, keyArn);
        var files = new SparkFiles(this, root);
        var takeIn = new SparkJob(this, settings, files, encryption, "lake", "Takes a day of events from the source to staging", LakeRights(settings, keyArn),
            ("--lookback", settings.LookbackDays.ToString(CultureInfo.InvariantCulture)));
        var models = new SparkJob(this, settings, files, encryption, "models", "Builds the models of all dates that have changed", ModelRights(settings, keyArn));
        var crawlers = new Crawlers(this, settings, encryption, keyArn);
        crawlers.Node.AddDependency(catalog);
        new DayWorkflow(this, settings, takeIn, models, crawlers);
        new FailureRule(this, settings, [takeIn, models], crawlers, alerts);
        var queries = new QueryWorkgroup(this, settings, key, LogBucket.Of(this, settings));
        queries.Node.AddDependency(catalog);
        new AnalystPolicy(this, settings, queries, keyArn);
        new CfnOutput(this, "WorkflowName", new CfnOutputProps { Value = settings.Name("daily") });
        new CfnOutput(this, "AthenaWorkgroup", new CfnOutputProps { Value = queries.Name });
    }

    private static PolicyStatement[] LakeRights(StackSettings settings, string keyArn) =>
    [
        .. Allow.ReadSource(settings),
        .. Allow.WriteZones(settings.RawBucket, settings.StagingBucket),
        Allow.UseKey(settings, keyArn, write: true),
    ];

    // Of raw they read what has been committed; the leases are there too.
    private static PolicyStatement[] ModelRights(StackSettings settings, string keyArn) =>
    [
        .. Allow.ReadZones(settings.RawBucket),
        Allow.To(["s3:PutObject", "s3:DeleteObject"], $"{Allow.BucketArn(settings.RawBucket)}/_leases/*"),
        .. Allow.WriteZones(settings.StagingBucket),
        Allow.UseKey(settings, keyArn, write: true),
    ];
}
