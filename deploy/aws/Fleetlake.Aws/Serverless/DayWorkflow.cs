using Amazon.CDK.AWS.Glue;
using Constructs;
using Fleetlake.Aws.Configuration;

namespace Fleetlake.Aws.Serverless;

/// <summary>Every day at its time: source to staging; then the models, and a look at what is new in raw; then at what is new in staging.</summary>
internal sealed class DayWorkflow : Construct
{
    private readonly CfnWorkflow _workflow;

    public DayWorkflow(Construct scope, StackSettings settings, SparkJob lake, SparkJob models, Crawlers crawlers)
        : base(scope, "Workflow")
    {
        _workflow = new CfnWorkflow(this, "Workflow", new CfnWorkflowProps
        {
            Name = settings.Name("daily"),
            Description = "The day before, from the source to the models",
            MaxConcurrentRuns = 1,
        });
        Trigger(new CfnTriggerProps
        {
            Name = settings.Name("every-day"),
            Type = "SCHEDULED",
            Schedule = settings.Schedule,
            Actions = new object[] { Run(lake) },
        });
        Trigger(After(settings.Name("lake-done"), lake, Run(models), Crawl(crawlers.Raw)));
        Trigger(After(settings.Name("models-done"), models, Crawl(crawlers.Staging)));
        // Glue wants to find what a trigger names.
        Node.AddDependency(lake, models, crawlers);
    }

    private static CfnTrigger.ActionProperty Run(SparkJob job) => new() { JobName = job.Name };

    private static CfnTrigger.ActionProperty Crawl(string crawler) => new() { CrawlerName = crawler };

    private static CfnTriggerProps After(string name, SparkJob job, params CfnTrigger.ActionProperty[] actions) => new()
    {
        Name = name,
        Type = "CONDITIONAL",
        Predicate = new CfnTrigger.PredicateProperty
        {
            Logical = "ANY",
            Conditions = new object[] { new CfnTrigger.ConditionProperty { JobName = job.Name, LogicalOperator = "EQUALS", State = "SUCCEEDED" } },
        },
        Actions = actions,
    };

    private void Trigger(CfnTriggerProps props)
    {
        var trigger = new CfnTrigger(this, props.Name!, props) { WorkflowName = _workflow.Name, StartOnCreation = true };
        trigger.AddDependency(_workflow);
    }
}
