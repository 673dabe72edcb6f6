using Amazon.CDK;
using Amazon.CDK.AWS.KMS;
using Amazon.CDK.AWS.Logs;
using Constructs;
using Fleetlake.Aws.Configuration;

namespace Fleetlake.Aws.ServerBased;

/// <summary>A log that is encrypted and does not grow for ever.</summary>
internal sealed class KeptLog : LogGroup
{
    public KeptLog(Construct scope, string id, StackSettings settings, string purpose, IKey key)
        : base(scope, $"{id}Log", new LogGroupProps
        {
            LogGroupName = NameOf(settings, purpose),
            EncryptionKey = key,
            // The members of the enumeration have no numbers of days; the L1 property takes any.
            Retention = RetentionDays.INFINITE,
            RemovalPolicy = RemovalPolicy.DESTROY,
        })
    {
        ((CfnLogGroup)Node.DefaultChild!).RetentionInDays = settings.LogDays;
        GroupName = NameOf(settings, purpose);
    }

    /// <summary>Its name as it is known before it is made.</summary>
    public string GroupName { get; }

    private static string NameOf(StackSettings settings, string purpose) => $"/{settings.Prefix}/{purpose}";
}
