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
    public AlertTopic(Construct scope, StackSettings settings, IKey key)
        : base(scope, "Alerts", new TopicProps { TopicName = settings.Name("alerts"), MasterKey = key, EnforceSSL = true })
    {
        AddSubscription(new EmailSubscription(settings.AlertEmail));
        foreach (var (id, service, conditions) in Teller.All(settings))
        {
            AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps
            {
                Sid = id,
                Principals = [new ServicePrincipal(service)],
                Actions = ["sns:Publish"],
                Resources = [settings.Arn("sns", settings.Name("alerts"))],
                Conditions = conditions,
            }));
        }
    }
}
