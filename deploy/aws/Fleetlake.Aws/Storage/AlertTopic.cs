using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.KMS;
using Amazon.CDK.AWS.SNS;
using Amazon.CDK.AWS.SNS.Subscriptions;
using Constructs;
using Fleetlake.Aws.Configuration;

namespace Fleetlake.Aws.Storage;

/// <summary>Where everything that a person has to know is told.</summary>
internal sealed class AlertTopic : Topic
{
    /// <summary>The services that tell.</summary>
    public static readonly string[] Tellers = ["cloudwatch.amazonaws.com", "events.amazonaws.com", "budgets.amazonaws.com"];

    public AlertTopic(Construct scope, StackSettings settings, IKey key)
        : base(scope, "Alerts", new TopicProps { TopicName = settings.Name("alerts"), MasterKey = key, EnforceSSL = true })
    {
        AddSubscription(new EmailSubscription(settings.AlertEmail));
        AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps
        {
            Sid = "Tellers",
            Principals = [.. Tellers.Select(service => new ServicePrincipal(service))],
            Actions = ["sns:Publish"],
            Resources = [settings.Arn("sns", settings.Name("alerts"))],
            Conditions = new Dictionary<string, object>
            {
                ["StringEquals"] = new Dictionary<string, object> { ["aws:SourceAccount"] = settings.Account },
            },
        }));
    }
}
