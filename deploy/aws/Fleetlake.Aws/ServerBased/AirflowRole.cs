using Amazon.CDK.AWS.IAM;
using Constructs;
using Fleetlake.Aws.Configuration;
using Fleetlake.Aws.Permissions;

namespace Fleetlake.Aws.ServerBased;

/// <summary>
/// The execution role of managed Airflow: what the service itself needs (Amazon MWAA user guide, "Execution role"), and to run the
/// task of fleetlake. It has no part in the lake.
/// </summary>
internal static class AirflowRole
{
    public static JobRole Of(Construct scope, StackSettings settings, string environment, string dagBucket, FleetlakeTask task)
    {
        var who = new CompositePrincipal(
            (PrincipalBase)JobRole.Service("airflow.amazonaws.com", settings), (PrincipalBase)JobRole.Service("airflow-env.amazonaws.com", settings));
        return new JobRole(scope, settings, "airflow", who, [.. Service(settings, environment, dagBucket), .. Tasks(settings, task)]);
    }

    private static PolicyStatement[] Service(StackSettings settings, string environment, string dagBucket)
    {
        string bucket = Allow.BucketArn(dagBucket);
        // Its queue is in an account of AWS, and so is the key of the queue.
        var queueKey = new PolicyStatement(new PolicyStatementProps
        {
            Actions = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
            NotResources = [$"arn:aws:kms:*:{settings.Account}:key/*"],
            Conditions = new Dictionary<string, object>
            {
                ["StringEquals"] = new Dictionary<string, object> { ["kms:ViaService"] = $"sqs.{settings.Region}.amazonaws.com" },
            },
        });
        var metrics = Allow.To(["cloudwatch:PutMetricData"], "*");
        metrics.AddCondition("StringEquals", new Dictionary<string, object> { ["cloudwatch:namespace"] = "AmazonMWAA" });
        return
        [
            Allow.To(["airflow:PublishMetrics"], settings.Arn("airflow", $"environment/{environment}")),
            Allow.To(["s3:GetBucketLocation", "s3:GetBucketPublicAccessBlock", "s3:GetBucketVersioning", "s3:GetEncryptionConfiguration", "s3:ListBucket", "s3:ListBucketVersions"], bucket),
            Allow.To(["s3:GetObject", "s3:GetObjectVersion"], $"{bucket}/*"),
            // These two know no resource.
            Allow.To(["logs:DescribeLogGroups", "s3:GetAccountPublicAccessBlock"], "*"),
            Allow.To(
                ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:GetLogEvents", "logs:GetLogGroupFields", "logs:GetLogRecord", "logs:GetQueryResults", "logs:PutLogEvents"],
                settings.Arn("logs", $"log-group:airflow-{environment}-*")),
            metrics,
            Allow.To(
                ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ReceiveMessage", "sqs:SendMessage"],
                $"arn:aws:sqs:{settings.Region}:*:airflow-celery-*"),
            queueKey,
        ];
    }

    private static PolicyStatement[] Tasks(StackSettings settings, FleetlakeTask task)
    {
        var cluster = new Dictionary<string, object> { ["ecs:cluster"] = settings.Arn("ecs", $"cluster/{task.Name}") };
        var run = Allow.To(["ecs:RunTask"], settings.Arn("ecs", $"task-definition/{task.Name}:*"), settings.Arn("ecs", $"task-definition/{task.Name}"));
        run.AddCondition("ArnEquals", cluster);
        // Tasks are listed of a cluster, and a list has no ARN.
        var list = Allow.To(["ecs:ListTasks"], "*");
        list.AddCondition("ArnEquals", cluster);
        var pass = Allow.To(["iam:PassRole"], $"arn:aws:iam::{settings.Account}:role/{settings.Name("task")}", $"arn:aws:iam::{settings.Account}:role/{settings.Name("task-start")}");
        pass.AddCondition("StringEquals", new Dictionary<string, object> { ["iam:PassedToService"] = "ecs-tasks.amazonaws.com" });
        return
        [
            run,
            Allow.To(["ecs:DescribeTasks", "ecs:StopTask"], settings.Arn("ecs", $"task/{task.Name}/*")),
            list,
            pass,
            Allow.To(["logs:GetLogEvents"], settings.Arn("logs", $"log-group:{task.Log.GroupName}:*")),
        ];
    }
}
