using Amazon.CDK;
using Amazon.CDK.AWS.KMS;
using Amazon.CDK.AWS.S3;
using Amazon.CDK.AWS.SNS;
using Constructs;
using Fleetlake.Aws.Configuration;

namespace Fleetlake.Aws.Storage;

/// <summary>What both designs stand on: the zones of the lake, their key, and whom to tell.</summary>
internal sealed class LakeStack : Stack
{
    private readonly IKey _key;

    public LakeStack(Construct scope, StackSettings settings)
        : base(scope, "Lake", FleetlakeApp.PropsOf(settings, "lake", "Fleetlake: the lake", isProtected: true))
    {
        // What lies in buckets that were left can be read by the key that was left with them, and by no other.
        _key = settings.LakeKeyArn.Length > 0 ? Amazon.CDK.AWS.KMS.Key.FromKeyArn(this, "Key", settings.LakeKeyArn) : new LakeKey(this, settings);
        var logs = LogBucket.Of(this, settings);
        new LogBucket(this, settings);
        Raw = new KeptBucket(this, "Raw", settings, settings.RawBucket, _key, logs, DayAlarms.Metrics);
        Staging = new KeptBucket(this, "Staging", settings, settings.StagingBucket, _key, logs);
        Alerts = new AlertTopic(this, settings, _key);
        new DayAlarms(this, settings, Raw, Alerts);
        new MonthlyBudget(this, settings, Alerts);
        new CfnOutput(this, "RawUrl", new CfnOutputProps { Value = $"s3://{settings.RawBucket}" });
        new CfnOutput(this, "StagingUrl", new CfnOutputProps { Value = $"s3://{settings.StagingBucket}" });
    }

    /// <summary>The key for another stack, which leaves its policy alone.</summary>
    public IKey KeyFor(Stack stack) => Amazon.CDK.AWS.KMS.Key.FromKeyArn(stack, "Key", _key.KeyArn);

    public IBucket Raw { get; }

    public IBucket Staging { get; }

    public ITopic Alerts { get; }
}
