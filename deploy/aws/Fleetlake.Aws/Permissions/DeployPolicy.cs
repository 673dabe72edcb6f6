using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleetlake.Aws.Configuration;

namespace Fleetlake.Aws.Permissions;

/// <summary>
/// The policy of whoever deploys, made of what the templates hold. The role of CloudFormation gets the same one, so that nobody
/// can do more by a template than without.
/// </summary>
internal static class DeployPolicy
{
    /// <summary>How many managed policies it takes: IAM lets one have 6144 characters, white space not counted (IAM user guide, "Quotas").</summary>
    public const int Parts = 2;

    private const string Purpose = "deploy";
    private const int MaxCharacters = 6144;

    private static readonly JsonSerializerOptions s_format = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The ARNs of the managed policies in the account.</summary>
    public static IEnumerable<string> Arns(StackSettings settings) =>
        Enumerable.Range(1, Parts).Select(part => $"arn:aws:iam::{settings.Account}:policy/{settings.Name(Purpose)}-{part}");

    /// <summary>The policy as JSON, whole.</summary>
    /// <param name="settings">The names.</param>
    /// <param name="templates">The folder of the templates.</param>
    /// <exception cref="FleetlakeException">A template holds a type that <see cref="DeployGrant"/> does not know.</exception>
    public static string Print(StackSettings settings, string templates) => Document(Statements(settings, templates)).ToJsonString(s_format) + "\n";

    /// <summary>One of the policies that it takes, from 1.</summary>
    /// <exception cref="FleetlakeException">There is no such part, or they are too small for it.</exception>
    public static string Print(StackSettings settings, string templates, int part)
    {
        if (part is < 1 or > Parts)
            throw new FleetlakeException(FaultKind.Caller, $"found part {part} of the policy, expected 1 to {Parts}");
        var parts = new List<List<JsonNode>> { new() };
        foreach (var statement in Statements(settings, templates))
        {
            if (Document([.. parts[^1], statement]).ToJsonString().Length > MaxCharacters)
                parts.Add([]);
            parts[^1].Add(statement);
        }

        return parts.Count == Parts
            ? Document(parts[part - 1]).ToJsonString(s_format) + "\n"
            : throw new FleetlakeException(FaultKind.Failed, $"the policy takes {parts.Count} parts, expected {Parts} in DeployPolicy.");
    }

    private static JsonNode[] Statements(StackSettings settings, string templates)
    {
        var resources = Directory.GetFiles(templates, "*.template.json").Order(StringComparer.Ordinal)
            .SelectMany(file => JsonNode.Parse(File.ReadAllText(file))!["Resources"]!.AsObject())
            .Select(resource => resource.Value!).ToArray();
        // A key that is there already has to be used like one that the stacks make.
        string[] types = [.. resources.Select(resource => (string)resource["Type"]!).Append("AWS::KMS::Key").Distinct().Order(StringComparer.Ordinal)];
        var used = DeployGrant.All.Where(grant => types.Any(type => Covers(grant, type))).ToArray();
        if (types.FirstOrDefault(type => type != "AWS::CDK::Metadata" && !used.Any(grant => Covers(grant, type))) is { } unknown)
            throw new FleetlakeException(FaultKind.Failed, $"{unknown}: found in a template, expected a line for it in DeployGrant.");
        return
        [
            .. used.Select(grant => Statement(grant.Actions, grant.Resources(settings), grant.IsOfProject ? OfProject(settings) : null)),
            PassRole(settings, resources),
            .. Bootstrap(settings),
        ];
    }

    private static JsonObject Document(IEnumerable<JsonNode> statements) => new()
    {
        ["Version"] = "2012-10-17",
        ["Statement"] = new JsonArray([.. statements.Select(statement => statement.DeepClone())]),
    };

    private static bool Covers(DeployGrant grant, string type) => grant.Types.Any(begin => type.StartsWith(begin, StringComparison.Ordinal));

    // Our roles, to the services that they trust in the templates.
    private static JsonObject PassRole(StackSettings settings, JsonNode[] resources)
    {
        string[] services =
        [
            .. resources.Where(resource => (string)resource["Type"]! == "AWS::IAM::Role")
                .SelectMany(role => role["Properties"]!["AssumeRolePolicyDocument"]!["Statement"]!.AsArray())
                .Select(statement => statement!["Principal"]!["Service"]!)
                .SelectMany(service => service is JsonArray several ? several.Select(each => (string)each!) : [(string)service!])
                .Distinct().Order(StringComparer.Ordinal),
        ];
        return Statement(["iam:PassRole"], [DeployGrant.Role(settings, settings.Name("*"))], When("StringEquals", "iam:PassedToService", services));
    }

    // What `cdk bootstrap` makes, and the roles of it that a deploy takes on.
    private static IEnumerable<JsonNode> Bootstrap(StackSettings settings)
    {
        const string qualifier = FleetlakeApp.Qualifier;
        string roles = DeployGrant.Role(settings, $"cdk-{qualifier}-*");
        yield return Statement(["sts:AssumeRole"], [roles]);
        // Whether these policies are there is asked before CloudFormation needs them.
        yield return Statement(["iam:GetPolicy"], [.. Arns(settings)]);
        yield return Statement(
            ["cloudformation:CreateChangeSet", "cloudformation:CreateStack", "cloudformation:Delete*ChangeSet", "cloudformation:Describe*", "cloudformation:Detect*", "cloudformation:ExecuteChangeSet", "cloudformation:Get*", "cloudformation:List*", "cloudformation:UpdateStack", "cloudformation:UpdateTerminationProtection"],
            [Stack(settings, settings.Name("*")), Stack(settings, FleetlakeApp.Toolkit)]);
        // It asks for a look that it has begun, by a number.
        yield return Statement(["cloudformation:DescribeStackDriftDetectionStatus"], ["*"]);
        yield return Statement(["cloudformation:DeleteStack"], [Stack(settings, settings.Name("server*"))]);
        yield return Statement(["iam:PassRole"], [roles], When("StringEquals", "iam:PassedToService", ["cloudformation.amazonaws.com"]));
        yield return Statement(
            ["iam:AttachRolePolicy", "iam:DetachRolePolicy"], [roles],
            When("ArnEquals", "iam:PolicyARN", [.. Arns(settings), "arn:aws:iam::aws:policy/ReadOnlyAccess"]));
        yield return Statement(
            ["s3:CreateBucket", "s3:GetBucket*", "s3:Get*Configuration", "s3:PutBucket*", "s3:Put*Configuration", "s3:ListBucket", "s3:GetObject", "s3:PutObject"],
            [Allow.BucketArn($"cdk-{qualifier}-assets-{settings.Account}-{settings.Region}"), Allow.BucketArn($"cdk-{qualifier}-assets-{settings.Account}-{settings.Region}/*")]);
        yield return Statement(
            ["ecr:CreateRepository", "ecr:DescribeRepositories", "ecr:PutLifecyclePolicy", "ecr:PutImageTagMutability", "ecr:SetRepositoryPolicy", "ecr:ListTagsForResource"],
            [settings.Arn("ecr", $"repository/cdk-{qualifier}-*")]);
        yield return Statement(["ssm:GetParameter*", "ssm:PutParameter"], [settings.Arn("ssm", $"parameter/cdk-bootstrap/{qualifier}/*")]);
    }

    private static string Stack(StackSettings settings, string name) => settings.Arn("cloudformation", $"stack/{name}/*");

    private static JsonObject OfProject(StackSettings settings) => new()
    {
        ["StringEquals"] = new JsonObject { ["aws:ResourceTag/project"] = settings.Project, ["aws:ResourceTag/environment"] = settings.Environment },
    };

    private static JsonObject When(string test, string key, string[] values) => new() { [test] = new JsonObject { [key] = List(values) } };

    private static JsonObject Statement(string[] actions, string[] resources, JsonObject? condition = null)
    {
        var statement = new JsonObject { ["Effect"] = "Allow", ["Action"] = List(actions), ["Resource"] = List(resources) };
        if (condition is not null)
            statement["Condition"] = condition;
        return statement;
    }

    private static JsonArray List(string[] texts) => [.. texts.Select(text => (JsonNode)text)];
}
