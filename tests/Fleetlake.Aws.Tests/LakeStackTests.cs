using System.Text.Json.Nodes;

namespace Fleetlake.Aws.Tests;

public sealed class LakeStackTests(Synthesis made)
{
    private const string Raw = "fleetlake-prod-raw-123456789012";
    private const string Staging = "fleetlake-prod-staging-123456789012";

    [Fact]
    public void Every_bucket_is_encrypted_private_and_stays_when_its_stack_goes()
    {
        var buckets = made.All.SelectMany(template => template.Of("AWS::S3::Bucket")).ToArray();
        Assert.Equal(5, buckets.Length);
        Assert.All(buckets, bucket =>
        {
            var properties = bucket["Properties"]!;
            Assert.Equal("Retain", (string)bucket["DeletionPolicy"]!);
            Assert.EndsWith("-123456789012", (string)properties["BucketName"]!);
            Assert.All(properties["PublicAccessBlockConfiguration"]!.AsObject(), each => Assert.True((bool)each.Value!));
            Assert.Equal(4, properties["PublicAccessBlockConfiguration"]!.AsObject().Count);
            Assert.NotNull(properties["BucketEncryption"]);
        });
    }

    [Fact]
    public void Every_bucket_refuses_what_comes_without_TLS()
    {
        Assert.All(made.All, template => Assert.Equal(template.Of("AWS::S3::Bucket").Length, template.PropertiesOf("AWS::S3::BucketPolicy").Count(policy =>
            policy["PolicyDocument"]!["Statement"]!.AsArray().Any(statement =>
                (string)statement!["Effect"]! == "Deny" && (string?)statement["Condition"]?["Bool"]?["aws:SecureTransport"] == "false"))));
    }

    [Fact]
    public void The_zones_have_versions_the_key_and_a_lifecycle_that_leaves_current_data_alone()
    {
        foreach (string name in new[] { Raw, Staging })
        {
            var bucket = Bucket(name);
            Assert.Equal("Enabled", (string)bucket["VersioningConfiguration"]!["Status"]!);
            Assert.Equal("aws:kms", (string)bucket["BucketEncryption"]!["ServerSideEncryptionConfiguration"]![0]!["ServerSideEncryptionByDefault"]!["SSEAlgorithm"]!);
            var rules = bucket["LifecycleConfiguration"]!["Rules"]!.AsArray();
            Assert.Equal(3, rules.Count);
            string[] current = ["ExpirationInDays", "ExpirationDate", "Transition", "Transitions"];
            Assert.All(rules, rule => Assert.DoesNotContain(rule!.AsObject(), member => current.Contains(member.Key)));
        }
    }

    [Fact]
    public void A_day_without_a_commit_and_a_day_without_rows_are_told()
    {
        var metrics = Bucket(Raw)["MetricsConfigurations"]!.AsArray().ToDictionary(metric => (string)metric!["Id"]!, metric => (string)metric!["Prefix"]!);
        Assert.Equal("_manifests/", metrics["no-run"]);
        Assert.Equal("date=", metrics["no-data"]);
        var alarms = made.Lake.PropertiesOf("AWS::CloudWatch::Alarm");
        Assert.Equal(["fleetlake-prod-no-data", "fleetlake-prod-no-run"], alarms.Select(alarm => (string)alarm["AlarmName"]!).Order(StringComparer.Ordinal));
        Assert.All(alarms, alarm =>
        {
            Assert.Equal("breaching", (string)alarm["TreatMissingData"]!);
            Assert.Equal(86_400, (int)alarm["Period"]!);
            Assert.Single(alarm["AlarmActions"]!.AsArray());
            Assert.Contains(alarm["Dimensions"]!.AsArray(), each => (string)each!["Name"]! == "FilterId" && metrics.ContainsKey((string)each["Value"]!));
        });
    }

    [Fact]
    public void A_lake_that_was_left_is_read_by_the_key_that_it_was_left_with()
    {
        Assert.NotEmpty(made.Folder);
        const string left = "arn:aws:kms:eu-central-1:123456789012:key/left";
        var folder = Directory.CreateTempSubdirectory("fleetlake-aws-");
        try
        {
            FleetlakeApp.Create(Given.Settings(("FLEETLAKE_AWS_LAKE_KEY_ARN", left)), Given.Root, folder.FullName).Synth();
            var lake = new StackTemplate(JsonNode.Parse(File.ReadAllText(Path.Combine(folder.FullName, "Lake.template.json")))!);
            Assert.Empty(lake.Of("AWS::KMS::Key"));
            string[] keys = [.. lake.PropertiesOf("AWS::S3::Bucket").Select(bucket => (string?)bucket["BucketEncryption"]!["ServerSideEncryptionConfiguration"]![0]!["ServerSideEncryptionByDefault"]!["KMSMasterKeyID"]).OfType<string>()];
            Assert.Equal([left, left], keys);
            Assert.Contains(left, File.ReadAllText(Path.Combine(folder.FullName, "Serverless.template.json")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("AWS::SNS::TopicPolicy", "PolicyDocument", "sns:Publish")]
    [InlineData("AWS::KMS::Key", "KeyPolicy", "kms:GenerateDataKey")]
    public void A_rule_of_events_may_tell_without_an_account_which_it_does_not_send(string type, string policy, string action)
    {
        var statements = Assert.Single(made.Lake.PropertiesOf(type))[policy]!["Statement"]!.AsArray()
            .Where(statement => statement!["Action"]!.ToJsonString().Contains($"\"{action}\"", StringComparison.Ordinal) && statement["Principal"] is JsonObject who && who["Service"] is JsonValue)
            .ToDictionary(statement => (string)statement!["Principal"]!["Service"]!, statement => statement!["Condition"]);
        Assert.Null(statements["events.amazonaws.com"]);
        foreach (string service in new[] { "budgets.amazonaws.com", "cloudwatch.amazonaws.com" })
            Assert.Equal("123456789012", (string)statements[service]!["StringEquals"]!["aws:SourceAccount"]!);
    }

    [Fact]
    public void The_bill_has_a_budget_of_what_the_settings_expect() =>
        Assert.Equal(300, (int)made.Lake.PropertiesOf("AWS::Budgets::Budget")[0]["Budget"]!["BudgetLimit"]!["Amount"]!);

    [Fact]
    public void All_that_can_have_tags_has_the_project_and_the_environment()
    {
        foreach (string type in new[] { "AWS::S3::Bucket", "AWS::KMS::Key", "AWS::IAM::Role", "AWS::RedshiftServerless::Workgroup", "AWS::ECS::Cluster" })
        {
            var resources = made.All.SelectMany(template => template.PropertiesOf(type)).ToArray();
            Assert.NotEmpty(resources);
            Assert.All(resources, resource => Assert.Subset(
                resource["Tags"]!.AsArray().Select(tag => $"{tag!["Key"]}={tag["Value"]}").ToHashSet(), new HashSet<string> { "project=fleetlake", "environment=prod" }));
        }
    }

    private JsonNode Bucket(string name) => made.Lake.PropertiesOf("AWS::S3::Bucket").Single(bucket => (string)bucket["BucketName"]! == name);
}
