using Amazon.CDK.AWS.Glue;
using Amazon.CDK.AWS.IAM;
using Constructs;
using Fleetlake.Aws.Configuration;
using Fleetlake.Aws.Permissions;

namespace Fleetlake.Aws.Serverless;

/// <summary>A job of Glue that does some of the steps of a day; it may reach what its steps need and no more.</summary>
internal sealed class SparkJob : Construct
{
    private const string GlueVersion = "5.0";

    public SparkJob(Construct scope, StackSettings settings, SparkFiles files, GlueEncryption encryption, string steps, string description, PolicyStatement[] rights, params (string Name, string Value)[] arguments)
        : base(scope, $"{steps}-job")
    {
        Name = settings.Name(steps);
        var role = new JobRole(this, settings, $"glue-{steps}", GlueRights.Service(settings), [.. rights, files.Read, .. GlueRights.LogsAndMetrics(settings)]);
        new CfnJob(this, "Job", new CfnJobProps
        {
            Name = Name,
            Description = description,
            Role = role.RoleArn,
            GlueVersion = GlueVersion,
            Command = new CfnJob.JobCommandProperty { Name = "glueetl", PythonVersion = "3", ScriptLocation = files.Script.S3ObjectUrl },
            WorkerType = settings.GlueWorkerType,
            NumberOfWorkers = settings.GlueWorkers,
            Timeout = settings.GlueTimeoutMinutes,
            MaxRetries = 1,
            ExecutionProperty = new CfnJob.ExecutionPropertyProperty { MaxConcurrentRuns = 1 },
            SecurityConfiguration = encryption.Name,
            DefaultArguments = new Dictionary<string, string>(arguments.Select(argument => KeyValuePair.Create(argument.Name, argument.Value)))
            {
                ["--source"] = $"s3://{settings.SourceBucket}/{settings.SourcePrefix}",
                ["--raw"] = $"s3://{settings.RawBucket}",
                ["--staging"] = $"s3://{settings.StagingBucket}",
                ["--time-zone"] = settings.TimeZone,
                ["--steps"] = steps,
                ["--extra-py-files"] = files.Modules.S3ObjectUrl,
                ["--job-language"] = "python",
                ["--enable-metrics"] = "true",
                ["--enable-continuous-cloudwatch-log"] = "true",
            },
        });
    }

    public string Name { get; }
}
