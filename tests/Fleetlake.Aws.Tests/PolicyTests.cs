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
    public void What_has_tags_may_be_tagged()
    {
        var statements = JsonNode.Parse(DeployPolicy.Print(made.Settings, made.Folder))!["Statement"]!.AsArray();
        string[] types = [.. made.All.SelectMany(template => template.Typed).Where(pair => pair.Resource["Properties"]?["Tags"] is not null).Select(pair => pair.Type).Distinct()];
        Assert.True(types.Length > 15);
        Assert.All(types, type =>
        {
            var (action, resource) = Tagging(type);
            Assert.Contains(statements, statement => Texts(statement!["Action"]!).Contains(action) && Texts(statement["Resource"]!).Any(each => each.EndsWith(resource, StringComparison.Ordinal)));
        });
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

    // The action, and what the ARNs end with (service authorization reference).
    private static (string Action, string Resource) Tagging(string type) => type switch
    {
        "AWS::Athena::WorkGroup" => ("athena:TagResource", ":workgroup/fleetlake-prod-*"),
        "AWS::CloudWatch::Alarm" => ("cloudwatch:TagResource", ":alarm:fleetlake-prod-*"),
        "AWS::ECS::Cluster" => ("ecs:TagResource", ":cluster/fleetlake-prod"),
        "AWS::ECS::TaskDefinition" => ("ecs:TagResource", ":task-definition/fleetlake-prod:*"),
        "AWS::Glue::Crawler" or "AWS::Glue::Job" or "AWS::Glue::Trigger" or "AWS::Glue::Workflow" => ("glue:TagResource", $":{type[11..].ToLowerInvariant()}/fleetlake-prod-*"),
        "AWS::IAM::Role" => ("iam:TagRole", ":role/fleetlake-prod-*"),
        "AWS::KMS::Key" => ("kms:TagResource", "*"),
        "AWS::Lambda::Function" => ("lambda:TagResource", ":function:fleetlake-prod-*"),
        "AWS::Logs::LogGroup" => ("logs:TagResource", ":log-group:/fleetlake-prod/*"),
        "AWS::MWAA::Environment" => ("airflow:TagResource", ":environment/fleetlake-prod"),
        "AWS::RedshiftServerless::Namespace" or "AWS::RedshiftServerless::Workgroup" => ("redshift-serverless:TagResource", $":{type[25..].ToLowerInvariant()}/*"),
        "AWS::S3::Bucket" => ("s3:PutBucket*", ":::fleetlake-prod-*-123456789012"),
        "AWS::SecretsManager::Secret" => ("secretsmanager:TagResource", ":secret:fleetlake-prod-*"),
        "AWS::SNS::Topic" => ("sns:TagResource", ":fleetlake-prod-*"),
        _ when type.StartsWith("AWS::EC2::", StringComparison.Ordinal) => ("ec2:CreateTags", ":*"),
        _ => throw new InvalidOperationException($"which action tags {type}?"),
    };

    private static string[] Texts(JsonNode node) => node is JsonArray several ? [.. several.Select(each => (string)each!)] : [node.GetValueKind() == System.Text.Json.JsonValueKind.String ? (string)node! : ""];
}
