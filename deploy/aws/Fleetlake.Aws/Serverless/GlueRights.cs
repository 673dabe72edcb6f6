using Amazon.CDK.AWS.IAM;
using Fleetlake.Aws.Configuration;
using Fleetlake.Aws.Permissions;

namespace Fleetlake.Aws.Serverless;

/// <summary>What every job and crawler of Glue needs besides its own.</summary>
internal static class GlueRights
{
    // Glue says for which account it asks only where it knows it.
    public static IPrincipal Service(StackSettings settings) => new ServicePrincipal("glue.amazonaws.com", new ServicePrincipalOpts
    {
        Conditions = new Dictionary<string, object>
        {
            ["StringEqualsIfExists"] = new Dictionary<string, object> { ["aws:SourceAccount"] = settings.Account },
        },
    });

    public static PolicyStatement[] LogsAndMetrics(StackSettings settings)
    {
        // CloudWatch has no resources for metrics; the namespace is what can be said.
        var metrics = Allow.To(["cloudwatch:PutMetricData"], "*");
        metrics.AddCondition("StringEquals", new Dictionary<string, object> { ["cloudwatch:namespace"] = "Glue" });
        return
        [
            Allow.To(
                ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "logs:AssociateKmsKey"],
                settings.Arn("logs", "log-group:/aws-glue/*")),
            metrics,
        ];
    }
}
