using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.CloudWatch.Actions;
using Amazon.CDK.AWS.S3;
using Amazon.CDK.AWS.SNS;
using Constructs;
using Fleetlake.Aws.Configuration;
using Fleetlake.Lake;

namespace Fleetlake.Aws.Storage;

/// <summary>
/// Tells when a day has passed in which nothing was put into raw, whichever design runs: no commit means that no run came to
/// its end, no rows means that there were no events.
/// </summary>
internal sealed class DayAlarms : Construct
{
    private const string NoRun = "no-run";
    private const string NoData = "no-data";

    /// <summary>What S3 counts for them.</summary>
    public static readonly BucketMetrics[] Metrics =
    [
        new() { Id = NoRun, Prefix = LakeLayout.ManifestsPrefix },
        new() { Id = NoData, Prefix = "date=" },
    ];

    public DayAlarms(Construct scope, StackSettings settings, IBucket raw, ITopic topic)
        : base(scope, "Day")
    {
        Add(settings, raw, topic, NoRun, "No run has ended with a commit for a day: see the log of the last run.");
        Add(settings, raw, topic, NoData, "No rows have been written for a day: has the fleet stopped sending, or has the source moved?");
    }

    private void Add(StackSettings settings, IBucket raw, ITopic topic, string name, string description)
    {
        var alarm = new Alarm(this, name, new AlarmProps
        {
            AlarmName = settings.Name(name),
            AlarmDescription = description,
            Metric = new Metric(new MetricProps
            {
                Namespace = "AWS/S3",
                MetricName = "PutRequests",
                DimensionsMap = new Dictionary<string, string> { ["BucketName"] = raw.BucketName, ["FilterId"] = name },
                Statistic = "Sum",
                Period = Duration.Days(1),
            }),
            Threshold = 1,
            EvaluationPeriods = 1,
            ComparisonOperator = ComparisonOperator.LESS_THAN_THRESHOLD,
            // No request at all is no datum.
            TreatMissingData = TreatMissingData.BREACHING,
        });
        alarm.AddAlarmAction(new SnsAction(topic));
    }
}
