using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.MWAA;
using Constructs;
using Fleetlake.Aws.Configuration;
using Fleetlake.Aws.Permissions;

namespace Fleetlake.Aws.ServerBased;

/// <summary>Managed Airflow with the DAGs of the repository; a task of a DAG is a task of ECS.</summary>
internal sealed class Airflow : Construct
{
    public Airflow(Construct scope, StackSettings settings, Network network, FleetlakeTask task, string root)
        : base(scope, "Airflow")
    {
        Name = settings.Prefix;
        // The name is of what can change while the network stays; what is in the file is of the network that there is.
        string name = AirflowFiles.NameOf(AirflowFiles.Startup(settings, task.Name, task.Log.GroupName, "", ""));
        string startup = AirflowFiles.Startup(settings, task.Name, task.Log.GroupName, string.Join(',', network.BusySubnets), task.Group.SecurityGroupId);
        var dags = new DagBucket(this, settings, root, startup, name);
        var role = AirflowRole.Of(this, settings, Name, dags.Name, task);
        var environment = new CfnEnvironment(this, "Environment", new CfnEnvironmentProps
        {
            Name = Name,
            AirflowVersion = settings.AirflowVersion,
            EnvironmentClass = settings.AirflowClass,
            MinWorkers = 1,
            MaxWorkers = settings.AirflowMaxWorkers,
            ExecutionRoleArn = role.RoleArn,
            SourceBucketArn = Allow.BucketArn(dags.Name),
            DagS3Path = DagBucket.Dags,
            StartupScriptS3Path = dags.StartupPath,
            // Who may see it is a matter of IAM; there is no other way into the network.
            WebserverAccessMode = "PUBLIC_ONLY",
            NetworkConfiguration = new CfnEnvironment.NetworkConfigurationProperty
            {
                SubnetIds = network.BusySubnets,
                SecurityGroupIds = [Group(network).SecurityGroupId],
            },
            LoggingConfiguration = Logging(),
        });
        environment.Node.AddDependency(dags, role, network);
        Webserver = $"https://{environment.AttrWebserverUrl}";
    }

    public string Name { get; }

    public string Webserver { get; }

    // Its parts talk to one another, its database among them.
    private SecurityGroup Group(Network network)
    {
        var group = network.Group(this, "Managed Airflow");
        group.AddIngressRule(group, Port.AllTraffic(), "The parts of Airflow");
        group.AddEgressRule(group, Port.AllTraffic(), "The parts of Airflow");
        return group;
    }

    private static CfnEnvironment.LoggingConfigurationProperty Logging()
    {
        static CfnEnvironment.ModuleLoggingConfigurationProperty At(string level) => new() { Enabled = true, LogLevel = level };
        return new()
        {
            TaskLogs = At("INFO"),
            DagProcessingLogs = At("WARNING"),
            SchedulerLogs = At("WARNING"),
            WebserverLogs = At("WARNING"),
            WorkerLogs = At("WARNING"),
        };
    }
}
