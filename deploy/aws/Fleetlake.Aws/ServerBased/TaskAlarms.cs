using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.CloudWatch.Actions;
using Amazon.CDK.AWS.Events;
using Amazon.CDK.AWS.Events.Targets;
using Amazon.CDK.AWS.SNS;
using Constructs;
using Fleetlake.Aws.Configuration;

namespace Fleetlake.Aws.ServerBased;

/// <summary>Tells when a task has failed for good or could not start, and when Airflow is silent.</summary>
internal sealed class TaskAlarms : Construct
{
    private const int HeartbeatMinutes = 15;

    // Done, try again, no objects: the first is well, the second is Airflow's to do, the third is told by the lake.
    private static readonly object[] s_quietCodes = [0, 75, 99];
    private static readonly string[] s_stopped = ["STOPPED"];
    private static readonly string[] s_notStarted = ["TaskFailedToStart"];

    public TaskAlarms(Construct scope, StackSettings settings, FleetlakeTask task, Airflow airflow, ITopic alerts)
        : base(scope, "Alarms")
    {
        string cluster = settings.Arn("ecs", $"cluster/{task.Name}");
        Tell("Failed", settings.Name("task-failed"), alerts, new()
        {
            ["clusterArn"] = new[] { cluster },
            ["lastStatus"] = s_stopped,
            ["containers"] = new Dictionary<string, object> { ["exitCode"] = new[] { new Dictionary<string, object> { ["anything-but"] = s_quietCodes } } },
        });
        Tell("NotStarted", settings.Name("task-not-started"), alerts, new()
        {
            ["clusterArn"] = new[] { cluster },
            ["stopCode"] = s_notStarted,
        });
        Heartbeat(settings, airflow, alerts);
    }

    private void Tell(string id, string name, ITopic alerts, Dictionary<string, object> detail) => new Rule(this, id, new RuleProps
    {
        RuleName = name,
        EventPattern = new EventPattern { Source = ["aws.ecs"], DetailType = ["ECS Task State Change"], Detail = detail },
        Targets = [new SnsTopic(alerts)],
    });

    private void Heartbeat(StackSettings settings, Airflow airflow, ITopic alerts) => new Alarm(this, "Heartbeat", new AlarmProps
    {
        AlarmName = settings.Name("airflow-silent"),
        AlarmDescription = "The scheduler of Airflow gives no sign of life: no day is run.",
        Metric = new Metric(new MetricProps
        {
            Namespace = "AmazonMWAA",
            MetricName = "SchedulerHeartbeat",
            DimensionsMap = new Dictionary<string, string> { ["Function"] = "Scheduler", ["Environment"] = airflow.Name },
            Statistic = "Sum",
            Period = Duration.Minutes(HeartbeatMinutes),
        }),
        Threshold = 1,
        EvaluationPeriods = 2,
        ComparisonOperator = ComparisonOperator.LESS_THAN_THRESHOLD,
        TreatMissingData = TreatMissingData.BREACHING,
    }).AddAlarmAction(new SnsAction(alerts));
}
