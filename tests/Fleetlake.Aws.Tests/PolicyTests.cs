using System.Text.Json.Nodes;
using Fleetlake.Aws.Permissions;

namespace Fleetlake.Aws.Tests;

public sealed class PolicyTests(Synthesis made)
{
    [Fact]
    public void The_policy_of_whoever_deploys_is_current() => Assert.Equal(
        DeployPolicy.Print(made.Settings, made.Folder),
        File.ReadAllText(Path.Combine(Given.Root, "deploy/aws/iam_policy.json")));

    [Fact]
    public void Its_parts_are_the_whole_and_each_is_no_longer_than_IAM_takes()
    {
        var parts = Enumerable.Range(1, DeployPolicy.Parts).Select(part => JsonNode.Parse(DeployPolicy.Print(made.Settings, made.Folder, part))!).ToArray();
        Assert.All(parts, part => Assert.InRange(part.ToJsonString().Length, 1, 6144));
        Assert.Equal(
            JsonNode.Parse(DeployPolicy.Print(made.Settings, made.Folder))!["Statement"]!.AsArray().Select(statement => statement!.ToJsonString()),
            parts.SelectMany(part => part["Statement"]!.AsArray()).Select(statement => statement!.ToJsonString()));
        Assert.Throws<FleetlakeException>(() => DeployPolicy.Print(made.Settings, made.Folder, DeployPolicy.Parts + 1));
    }

    [Fact]
    public void Nobody_may_do_everything_in_S3_or_pass_any_role()
    {
        var statements = made.All.SelectMany(template => template.PropertiesOf("AWS::IAM::Role"))
            .SelectMany(role => role["Policies"]!.AsArray()).SelectMany(policy => policy!["PolicyDocument"]!["Statement"]!.AsArray())
            .Concat(JsonNode.Parse(DeployPolicy.Print(made.Settings, made.Folder))!["Statement"]!.AsArray()).ToArray();
        Assert.True(statements.Length > 40);
        Assert.All(statements, statement =>
        {
            string[] actions = Texts(statement!["Action"]!);
            Assert.DoesNotContain(actions, action => action is "*" or "s3:*" || action.EndsWith(":*", StringComparison.Ordinal));
            if (actions.Contains("iam:PassRole"))
                Assert.All(Texts(statement["Resource"]!), resource => Assert.Matches("^arn:aws:iam::123456789012:role/(fleetlake-prod-|cdk-fleetlake-)", resource));
        });
    }

    [Fact]
    public void No_policy_stands_beside_its_role() => Assert.All(made.All, template => Assert.Empty(template.Of("AWS::IAM::Policy")));

    private static string[] Texts(JsonNode node) => node is JsonArray several ? [.. several.Select(each => (string)each!)] : [node.GetValueKind() == System.Text.Json.JsonValueKind.String ? (string)node! : ""];
}
