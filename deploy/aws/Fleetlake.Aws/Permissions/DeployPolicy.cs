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
    /// <summary>The name that the policy has in the account.</summary>
    public const string Purpose = "deploy";

    private static readonly JsonSerializerOptions s_format = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The policy as JSON.</summary>
    /// <param name="settings">The names.</param>
    /// <param name="templates">The folder of the templates.</param>
    /// <exception cref="FleetlakeException">A template holds a type that <see cref="DeployGrant"/> does not know.</exception>
    public static string Print(StackSettings settings, string templates)
    {
        var resources = Directory.GetFiles(templates, "*.template.json").Order(StringComparer.Ordinal)
            .SelectMany(file => JsonNode.Parse(File.ReadAllText(file))!["Resources"]!.AsObject())
            .Select(resource => resource.Value!).ToArray();
        string[] types = [.. resources.Select(resource => (string)resource["Type"]!).Distinct().Order(StringComparer.Ordinal)];
        var used = DeployGrant.All.Where(grant => types.Any(type => Covers(grant, type))).ToArray();
        if (types.FirstOrDefault(type => type != "AWS::CDK::Metadata" && !used.Any(grant => Covers(grant, type))) is { } unknown)
            throw new FleetlakeException(FaultKind.Failed, $"{unknown}: found in a template, expected a line for it in DeployGrant.");
        JsonNode[] statements =
        [
            .. used.Select(grant => Statement(grant.Actions, grant.Resources(settings))),
            PassRole(settings, resources),
            .. Bootstrap(settings),
        ];
        return new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = new JsonArray(statements) }.ToJsonString(s_format) + "\n";
    }

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
        return Statement(["iam:PassRole"], [DeployGrant.Role(settings, settings.Name("*"))], "StringEquals", "iam:PassedToService", services);
    }

    // What `cdk bootstrap` makes, and the roles of it that a deploy takes on.
    private static IEnumerable<JsonNode> Bootstrap(StackSettings settings)
    {
        const string qualifier = FleetlakeApp.Qualifier;
        string roles = DeployGrant.Role(settings, $"cdk-{qualifier}-*");
        yield return Statement(["sts:AssumeRole"], [roles]);
        yield return Statement(
            ["cloudformation:CreateChangeSet", "cloudformation:CreateStack", "cloudformation:Delete*ChangeSet", "cloudformation:Describe*", "cloudformation:Detect*", "cloudformation:ExecuteChangeSet", "cloudformation:Get*", "cloudformation:List*", "cloudformation:UpdateStack", "cloudformation:UpdateTerminationProtection"],
            [Stack(settings, settings.Name("*")), Stack(settings, FleetlakeApp.Toolkit)]);
        yield return Statement(["cloudformation:DeleteStack"], [Stack(settings, settings.Name("server*"))]);
        yield return Statement(["iam:PassRole"], [roles], "StringEquals", "iam:PassedToService", ["cloudformation.amazonaws.com"]);
        yield return Statement(
            ["iam:AttachRolePolicy", "iam:DetachRolePolicy"], [roles], "ArnEquals", "iam:PolicyARN",
            [$"arn:aws:iam::{settings.Account}:policy/{settings.Name(Purpose)}", "arn:aws:iam::aws:policy/ReadOnlyAccess"]);
        yield return Statement(
            ["s3:CreateBucket", "s3:GetBucket*", "s3:Get*Configuration", "s3:PutBucket*", "s3:Put*Configuration", "s3:ListBucket", "s3:GetObject", "s3:PutObject"],
            [Allow.BucketArn($"cdk-{qualifier}-assets-{settings.Account}-{settings.Region}"), Allow.BucketArn($"cdk-{qualifier}-assets-{settings.Account}-{settings.Region}/*")]);
        yield return Statement(
            ["ecr:CreateRepository", "ecr:DescribeRepositories", "ecr:PutLifecyclePolicy", "ecr:PutImageTagMutability", "ecr:SetRepositoryPolicy", "ecr:ListTagsForResource"],
            [settings.Arn("ecr", $"repository/cdk-{qualifier}-*")]);
        yield return Statement(["ssm:GetParameter*", "ssm:PutParameter"], [settings.Arn("ssm", $"parameter/cdk-bootstrap/{qualifier}/*")]);
    }

    private static string Stack(StackSettings settings, string name) => settings.Arn("cloudformation", $"stack/{name}/*");

    private static JsonObject Statement(string[] actions, string[] resources, string? test = null, string? key = null, string[]? values = null)
    {
        var statement = new JsonObject { ["Effect"] = "Allow", ["Action"] = List(actions), ["Resource"] = List(resources) };
        if (test is not null)
            statement["Condition"] = new JsonObject { [test] = new JsonObject { [key!] = List(values!) } };
        return statement;
    }

    private static JsonArray List(string[] texts) => [.. texts.Select(text => (JsonNode)text)];
}
