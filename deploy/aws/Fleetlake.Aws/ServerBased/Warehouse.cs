using System.Text.Json;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.KMS;
using Amazon.CDK.AWS.RedshiftServerless;
using Amazon.CDK.AWS.SecretsManager;
using Constructs;
using Fleetlake.Aws.Configuration;
using Fleetlake.Aws.Permissions;

namespace Fleetlake.Aws.ServerBased;

/// <summary>Redshift Serverless, reached from within the network alone, by TLS alone; it reads staging with a role of its own.</summary>
internal sealed class Warehouse : Construct
{
    /// <summary>The port of Redshift.</summary>
    public const int PortNumber = 5439;

    /// <summary>The database.</summary>
    public const string Database = "fleetlake";

    /// <summary>The user that loads and builds.</summary>
    public const string User = "fleetlake";

    private const int PasswordLength = 48;
    private static readonly string[] s_services = ["redshift.amazonaws.com", "redshift-serverless.amazonaws.com"];

    public Warehouse(Construct scope, StackSettings settings, Network network, IKey key)
        : base(scope, "Warehouse")
    {
        Secret = new Secret(this, "User", new SecretProps
        {
            SecretName = settings.Name("warehouse"),
            Description = "The user of the warehouse that loads and builds",
            EncryptionKey = key,
            GenerateSecretString = new SecretStringGenerator
            {
                SecretStringTemplate = JsonSerializer.Serialize(new { username = User }),
                GenerateStringKey = "password",
                PasswordLength = PasswordLength,
                // Redshift takes neither quotes nor slashes, @ or spaces, and wants no other punctuation either.
                ExcludePunctuation = true,
            },
        });
        CopyRole = Copy(settings, key);
        Group = new SecurityGroup(this, "Group", new SecurityGroupProps { Vpc = network.Vpc, Description = "Redshift", AllowAllOutbound = false });
        Group.AddEgressRule(Peer.AnyIpv4(), Port.Tcp(443), "Staging, by the gateway of S3");
        var name = Namespace(settings, key);
        Name = settings.Prefix;
        var workgroup = new CfnWorkgroup(this, "Workgroup", new CfnWorkgroupProps
        {
            WorkgroupName = Name,
            NamespaceName = name.NamespaceName,
            BaseCapacity = settings.RedshiftBaseRpu,
            MaxCapacity = settings.RedshiftMaxRpu,
            Port = PortNumber,
            SubnetIds = network.Subnets,
            SecurityGroupIds = [Group.SecurityGroupId],
            PubliclyAccessible = false,
            EnhancedVpcRouting = true,
            ConfigParameters = new object[]
            {
                new CfnWorkgroup.ConfigParameterProperty { ParameterKey = "require_ssl", ParameterValue = "true" },
            },
        });
        workgroup.AddDependency(name);
        // As it will be called: known before it is there.
        Host = $"{Name}.{settings.Account}.{settings.Region}.redshift-serverless.amazonaws.com";
    }

    public string Name { get; }

    public string Host { get; }

    public Secret Secret { get; }

    public JobRole CopyRole { get; }

    public SecurityGroup Group { get; }

    private CfnNamespace Namespace(StackSettings settings, IKey key) => new(this, "Namespace", new CfnNamespaceProps
    {
        NamespaceName = settings.Prefix,
        DbName = Database,
        AdminUsername = User,
        AdminUserPassword = Secret.SecretValueFromJson("password").UnsafeUnwrap(),
        KmsKeyId = key.KeyArn,
        IamRoles = [CopyRole.RoleArn],
        DefaultIamRoleArn = CopyRole.RoleArn,
        LogExports = ["userlog", "connectionlog", "useractivitylog"],
    });

    private JobRole Copy(StackSettings settings, IKey key)
    {
        // Redshift says for which account it asks only where it knows it; serverless it asks by either name.
        var redshift = new CompositePrincipal([.. s_services.Select(
            name => (IPrincipal)new ServicePrincipal(name, new ServicePrincipalOpts
            {
                Conditions = new Dictionary<string, object>
                {
                    ["StringEqualsIfExists"] = new Dictionary<string, object> { ["aws:SourceAccount"] = settings.Account },
                },
            }))]);
        return new JobRole(
            new Construct(this, "Copy"), settings, "redshift-copy", redshift,
            [.. Allow.ReadZones(settings.StagingBucket), Allow.UseKey(settings, key.KeyArn, write: false)]);
    }
}
