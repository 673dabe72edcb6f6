using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.KMS;
using Constructs;
using Fleetlake.Aws.Configuration;

namespace Fleetlake.Aws.Storage;

/// <summary>The key of all that is kept. It stays when the stack goes: without it the data are lost.</summary>
internal sealed class LakeKey : Key
{
    public LakeKey(Construct scope, StackSettings settings)
        : base(scope, "Key", new KeyProps
        {
            Alias = settings.Prefix,
            Description = $"What {settings.Prefix} keeps",
            EnableKeyRotation = true,
            RemovalPolicy = RemovalPolicy.RETAIN,
        })
    {
        // The topic of alerts is encrypted too.
        foreach (var (id, service, conditions) in Teller.All(settings))
        {
            AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps
            {
                Sid = id,
                Principals = [new ServicePrincipal(service)],
                Actions = ["kms:Decrypt", "kms:GenerateDataKey"],
                Resources = ["*"],
                Conditions = conditions,
            }));
        }

        AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps
        {
            Principals = [new ServicePrincipal($"logs.{settings.Region}.amazonaws.com")],
            Actions = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
            Resources = ["*"],
            Conditions = new Dictionary<string, object>
            {
                ["ArnLike"] = new Dictionary<string, object> { ["kms:EncryptionContext:aws:logs:arn"] = settings.Arn("logs", "log-group:*") },
            },
        }));
    }
}
