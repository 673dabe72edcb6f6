using Amazon.CDK.AWS.Events;
using Amazon.CDK.AWS.Events.Targets;
using Amazon.CDK.AWS.SNS;
using Constructs;
using Fleetlake.Aws.Configuration;

namespace Fleetlake.Aws.Serverless;

/// <summary>Tells when a job or a crawler has failed.</summary>
internal sealed class FailureRule : Construct
{
    private static readonly string[] s_jobFailures = ["FAILED", "TIMEOUT", "ERROR", "STOPPED"];
    private static readonly string[] s_crawlerFailures = ["Failed"];

    public FailureRule(Construct scope, StackSettings settings, IReadOnlyList<SparkJob> jobs, Crawlers crawlers, ITopic alerts)
        : base(scope, "Failures")
    {
        Add("Job", settings.Name("job-failed"), alerts, "Glue Job State Change", new()
        {
            ["jobName"] = jobs.Select(job => job.Name).ToArray(),
            ["state"] = s_jobFailures,
        });
        Add("Crawler", settings.Name("crawler-failed"), alerts, "Glue Crawler State Change", new()
        {
            ["crawlerName"] = new[] { crawlers.Raw, crawlers.Staging },
            ["state"] = s_crawlerFailures,
        });
    }

    private void Add(string id, string name, ITopic alerts, string kind, Dictionary<string, object> detail) => new Rule(this, id, new RuleProps
    {
        RuleName = name,
        EventPattern = new EventPattern { Source = ["aws.glue"], DetailType = [kind], Detail = detail },
        Targets = [new SnsTopic(alerts)],
    });
}
