using System.Collections;
using System.Text.Json.Nodes;
using Fleetlake.Pipeline.Configuration;

namespace Fleetlake.Aws.Tests;

public sealed class ServerBasedStackTests(Synthesis made)
{
    [Fact]
    public void There_is_no_way_to_the_internet()
    {
        Assert.Empty(made.ServerBased.Of("AWS::EC2::InternetGateway"));
        Assert.Empty(made.ServerBased.Of("AWS::EC2::NatGateway"));
        Assert.Equal(3, made.ServerBased.Of("AWS::EC2::Subnet").Length);
        Assert.Equal(1, made.ServerBased.PropertiesOf("AWS::EC2::VPCEndpoint").Count(endpoint => (string)endpoint["VpcEndpointType"]! == "Gateway"));
    }

    [Fact]
    public void The_warehouse_is_private_and_takes_TLS_alone()
    {
        var workgroup = Assert.Single(made.ServerBased.PropertiesOf("AWS::RedshiftServerless::Workgroup"));
        Assert.False((bool)workgroup["PubliclyAccessible"]!);
        Assert.True((bool)workgroup["EnhancedVpcRouting"]!);
        Assert.Contains(workgroup["ConfigParameters"]!.AsArray(), each => (string)each!["ParameterKey"]! == "require_ssl" && (string)each["ParameterValue"]! == "true");
        Assert.Equal(3, workgroup["SubnetIds"]!.AsArray().Count);
    }

    [Fact]
    public void A_task_is_configured_as_the_product_reads_it_and_its_password_stands_nowhere()
    {
        var container = made.ServerBased.PropertiesOf("AWS::ECS::TaskDefinition")[0]["ContainerDefinitions"]![0]!;
        var environment = container["Environment"]!.AsArray().ToDictionary(each => (string)each!["Name"]!, each => each!["Value"]!);
        Assert.Equal("redshift", (string)environment["FLEETLAKE_WAREHOUSE__ENGINE"]!);
        Assert.Equal("redshift://fleetlake-prod.123456789012.eu-central-1.redshift-serverless.amazonaws.com:5439", (string)environment["FLEETLAKE_WAREHOUSE__URL"]!);
        Assert.Equal("s3://acme-fleet-events/data/", (string)environment["FLEETLAKE_SOURCE__URL"]!);
        Assert.Equal("America/Sao_Paulo", (string)environment["FLEETLAKE_SOURCE__TIMEZONE"]!);
        Assert.Equal("FLEETLAKE_WAREHOUSE__PASSWORD", (string)Assert.Single(container["Secrets"]!.AsArray())!["Name"]!);
        // Every name is one that the product knows: it refuses others.
        var known = ConfigurationKeys.All.Select(key => key.EnvironmentVariable).ToHashSet();
        Assert.Subset(known, environment.Keys.ToHashSet());
        Assert.DoesNotContain(made.ServerBased.Typed, pair => pair.Resource.ToJsonString().Contains("MasterUserPassword", StringComparison.Ordinal));
    }

    [Fact]
    public void The_product_takes_the_configuration_of_a_task()
    {
        var container = made.ServerBased.PropertiesOf("AWS::ECS::TaskDefinition")[0]["ContainerDefinitions"]![0]!;
        var environment = new Hashtable { ["FLEETLAKE_WAREHOUSE__PASSWORD"] = "from the secret" };
        foreach (var variable in container["Environment"]!.AsArray())
            environment[(string)variable!["Name"]!] = Deployed(variable["Value"]!);
        var settings = Settings.Read(made.Folder, null, environment, []);
        Assert.Equal("s3://fleetlake-prod-raw-123456789012", settings.Raw);
        Assert.Equal(3, settings.LookbackDays);
        var redshift = settings.Warehouse.Redshift!;
        Assert.Equal(("fleetlake-prod.123456789012.eu-central-1.redshift-serverless.amazonaws.com", 5439), (redshift.Host, redshift.Port));
        Assert.Equal(("fleetlake", "fleetlake"), (redshift.Database, redshift.User));
        Assert.Equal("arn:aws:iam::123456789012:role/fleetlake-prod-redshift-copy", redshift.CopyRole);
    }

    [Fact]
    public void Airflow_reads_the_DAGs_their_plan_and_where_tasks_run()
    {
        var environment = Assert.Single(made.ServerBased.PropertiesOf("AWS::MWAA::Environment"));
        Assert.Equal("dags", (string)environment["DagS3Path"]!);
        Assert.Matches("^startup/startup-[0-9a-f]{12}[.]sh$", (string)environment["StartupScriptS3Path"]!);
        Assert.StartsWith("3.", (string)environment["AirflowVersion"]!);
        string[] scripts = [.. Directory.GetFiles(made.Folder, "startup-*.sh", SearchOption.AllDirectories).Select(File.ReadAllText)];
        string startup = Assert.Single(scripts);
        Assert.Contains("export FLEETLAKE_TASK_RUNNER='ecs'", startup);
        Assert.Contains("export FLEETLAKE_START_DATE='2019-06-01'", startup);
        string plan = File.ReadAllText(Assert.Single(Directory.GetFiles(made.Folder, "fleetlake-plan.json", SearchOption.AllDirectories)));
        Assert.NotEmpty(JsonNode.Parse(plan)!["steps"]!.AsArray());
        Assert.NotEmpty(Directory.GetFiles(made.Folder, "fleetlake_daily.py", SearchOption.AllDirectories));
    }

    [Fact]
    public void Failures_of_tasks_and_a_silent_Airflow_are_told()
    {
        Assert.Equal(
            ["fleetlake-prod-task-failed", "fleetlake-prod-task-not-started"],
            made.ServerBased.PropertiesOf("AWS::Events::Rule").Select(rule => (string)rule["Name"]!).Order(StringComparer.Ordinal));
        Assert.All(made.ServerBased.PropertiesOf("AWS::Events::Rule"), rule =>
            Assert.Equal("arn:aws:sns:eu-central-1:123456789012:fleetlake-prod-alerts", (string)rule["Targets"]![0]!["Arn"]!));
        Assert.Equal("fleetlake-prod-airflow-silent", (string)Assert.Single(made.ServerBased.PropertiesOf("AWS::CloudWatch::Alarm"))["AlarmName"]!);
    }

    // The ARN of a role is the one thing there that CloudFormation fills in.
    private string Deployed(JsonNode value) => value is JsonObject reference
        ? $"arn:aws:iam::123456789012:role/{made.ServerBased.Named((string)reference["Fn::GetAtt"]![0]!)["Properties"]!["RoleName"]}"
        : (string)value!;
}
