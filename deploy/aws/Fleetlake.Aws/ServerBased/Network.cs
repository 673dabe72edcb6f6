using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.KMS;
using Constructs;
using Fleetlake.Aws.Configuration;
using Fleetlake.Aws.Permissions;

namespace Fleetlake.Aws.ServerBased;

/// <summary>
/// A network without a way to the internet: three subnets (Redshift wants three zones), and endpoints of the services that are used,
/// in the two zones where Airflow and the tasks are.
/// </summary>
internal sealed class Network : Construct
{
    private const int BusyZones = 2;
    private const int SubnetMask = 24;
    private const int Https = 443;

    private static readonly string[] s_services =
        ["airflow.api", "airflow.env", "airflow.ops", "ecr.api", "ecr.dkr", "ecs", "kms", "logs", "monitoring", "secretsmanager", "sqs"];

    public Network(Construct scope, StackSettings settings, IKey key)
        : base(scope, "Network")
    {
        Vpc = new Vpc(this, "Vpc", new VpcProps
        {
            VpcName = settings.Prefix,
            IpAddresses = IpAddresses.Cidr(settings.Cidr),
            AvailabilityZones = [.. settings.Zones],
            SubnetConfiguration = [new SubnetConfiguration { Name = "private", SubnetType = SubnetType.PRIVATE_ISOLATED, CidrMask = SubnetMask }],
        });
        var all = Vpc.IsolatedSubnets;
        Subnets = [.. all.Select(subnet => subnet.SubnetId)];
        BusySubnets = [.. all.Take(BusyZones).Select(subnet => subnet.SubnetId)];
        Vpc.AddGatewayEndpoint("S3", new GatewayVpcEndpointOptions { Service = GatewayVpcEndpointAwsService.S3 });
        AddEndpoints(settings, [.. all.Take(BusyZones)]);
        AddFlowLog(settings, key);
    }

    public Vpc Vpc { get; }

    /// <summary>A subnet in each zone.</summary>
    public string[] Subnets { get; }

    /// <summary>Those with endpoints.</summary>
    public string[] BusySubnets { get; }

    /// <summary>A group whose members reach S3 and the endpoints, and nothing reaches them.</summary>
    public SecurityGroup Group(Construct scope, string description)
    {
        var group = new SecurityGroup(scope, "Group", new SecurityGroupProps { Vpc = Vpc, Description = description, AllowAllOutbound = false });
        group.AddEgressRule(Peer.AnyIpv4(), Port.Tcp(Https), "S3 by its gateway, all else by endpoints: there is no other way out");
        return group;
    }

    private void AddEndpoints(StackSettings settings, ISubnet[] subnets)
    {
        var group = new SecurityGroup(this, "Endpoints", new SecurityGroupProps { Vpc = Vpc, Description = "The endpoints of services", AllowAllOutbound = false });
        group.AddIngressRule(Peer.Ipv4(settings.Cidr), Port.Tcp(Https), "From this network");
        foreach (string service in s_services)
        {
            new InterfaceVpcEndpoint(this, service, new InterfaceVpcEndpointProps
            {
                Vpc = Vpc,
                Service = new InterfaceVpcEndpointService($"com.amazonaws.{settings.Region}.{service}", Https),
                Subnets = new SubnetSelection { Subnets = subnets },
                SecurityGroups = [group],
                PrivateDnsEnabled = true,
                Open = false,
            });
        }
    }

    private void AddFlowLog(StackSettings settings, IKey key)
    {
        var log = new KeptLog(this, "Flow", settings, "flow", key);
        var writer = new Construct(this, "FlowWriter");
        Vpc.AddFlowLog("Flow", new FlowLogOptions
        {
            Destination = FlowLogDestination.ToCloudWatchLogs(log, new JobRole(
                writer, settings, "flow-log", JobRole.Service("vpc-flow-logs.amazonaws.com", settings), Allow.WriteLogs(settings, log.GroupName)).WithoutPolicyUpdates()),
        });
    }
}
