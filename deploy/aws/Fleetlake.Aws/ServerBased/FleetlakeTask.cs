using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ECR;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.KMS;
using Constructs;
using Fleetlake.Aws.Configuration;
using Fleetlake.Aws.Permissions;
using EcsSecret = Amazon.CDK.AWS.ECS.Secret;

namespace Fleetlake.Aws.ServerBased;

/// <summary>A step of a run, as a task of ECS on Fargate; Airflow gives the arguments.</summary>
internal sealed class FleetlakeTask : Construct
{
    /// <summary>The container, and what its log streams begin with.</summary>
    public const string Container = "fleetlake";

    public FleetlakeTask(Construct scope, StackSettings settings, Network network, Warehouse warehouse, IKey key)
        : base(scope, "Task")
    {
        Name = settings.Prefix;
        new Cluster(this, "Cluster", new ClusterProps { ClusterName = Name, Vpc = network.Vpc, ContainerInsights = true, EnableFargateCapacityProviders = true });
        Log = new KeptLog(this, "Task", settings, "task", key);
        var task = new FargateTaskDefinition(this, "Definition", new FargateTaskDefinitionProps
        {
            Family = Name,
            Cpu = settings.TaskCpu,
            MemoryLimitMiB = settings.TaskMemoryMiB,
            TaskRole = WorkRole(settings, key).WithoutPolicyUpdates(),
            ExecutionRole = StartRole(settings, warehouse, key).WithoutPolicyUpdates(),
        });
        task.AddContainer(Container, new ContainerDefinitionOptions
        {
            ContainerName = Container,
            Image = ContainerImage.FromEcrRepository(Repository.FromRepositoryName(this, "Images", settings.ImageRepository), settings.ImageTag),
            Logging = LogDriver.AwsLogs(new AwsLogDriverProps { LogGroup = Log, StreamPrefix = Container }),
            Environment = TaskConfiguration.Of(settings, warehouse),
            Secrets = new Dictionary<string, EcsSecret>
            {
                ["FLEETLAKE_WAREHOUSE__PASSWORD"] = EcsSecret.FromSecretsManager(warehouse.Secret, "password"),
            },
        });
        Group = network.Group(this, "Tasks of fleetlake");
        Group.AddEgressRule(warehouse.Group, Port.Tcp(Warehouse.PortNumber), "The warehouse");
        warehouse.Group.AddIngressRule(Group, Port.Tcp(Warehouse.PortNumber), "Tasks of fleetlake");
    }

    /// <summary>The name of the cluster and of the task.</summary>
    public string Name { get; }

    public KeptLog Log { get; }

    public SecurityGroup Group { get; }

    private JobRole WorkRole(StackSettings settings, IKey key) => new(
        new Construct(this, "Work"), settings, "task", JobRole.Service("ecs-tasks.amazonaws.com", settings),
        [.. Allow.ReadSource(settings), .. Allow.WriteZones(settings.RawBucket, settings.StagingBucket), Allow.UseKey(settings, key.KeyArn, write: true)]);

    // What ECS does before the container runs: the image, the password, the log.
    private JobRole StartRole(StackSettings settings, Warehouse warehouse, IKey key)
    {
        var decrypt = Allow.To(["kms:Decrypt"], key.KeyArn);
        decrypt.AddCondition("StringEquals", new Dictionary<string, object> { ["kms:ViaService"] = $"secretsmanager.{settings.Region}.amazonaws.com" });
        return new JobRole(
            new Construct(this, "Start"), settings, "task-start", JobRole.Service("ecs-tasks.amazonaws.com", settings),
            [
                // The token is the account's: there is no resource to name.
                Allow.To(["ecr:GetAuthorizationToken"], "*"),
                Allow.To(
                    ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
                    settings.Arn("ecr", $"repository/{settings.ImageRepository}")),
                Allow.To(["secretsmanager:GetSecretValue"], warehouse.Secret.SecretArn),
                decrypt,
                Allow.WriteLogs(settings, Log.GroupName),
            ]);
    }
}
