using Amazon.CDK.AWS.IAM;
using Constructs;
using Fleetlake.Aws.Configuration;

namespace Fleetlake.Aws.Permissions;

/// <summary>The role of one job: its name is known, its rights stand in it and nowhere else.</summary>
internal sealed class JobRole : Role
{
    public JobRole(Construct scope, StackSettings settings, string job, IPrincipal who, params PolicyStatement[] rights)
        : base(scope, "Role", new RoleProps
        {
            RoleName = settings.Name(job),
            AssumedBy = who,
            InlinePolicies = new Dictionary<string, PolicyDocument> { ["job"] = new(new PolicyDocumentProps { Statements = rights }) },
        })
    {
    }

    /// <summary>A service, on behalf of this account and no other (the confused deputy).</summary>
    public static IPrincipal Service(string name, StackSettings settings) => new ServicePrincipal(name, new ServicePrincipalOpts
    {
        Conditions = new Dictionary<string, object>
        {
            ["StringEquals"] = new Dictionary<string, object> { ["aws:SourceAccount"] = settings.Account },
        },
    });
}
