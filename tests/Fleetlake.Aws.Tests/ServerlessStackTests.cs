using System.Text.Json.Nodes;
using Fleetlake.Warehouse.Models;

namespace Fleetlake.Aws.Tests;

public sealed class ServerlessStackTests(Synthesis made)
{
    [Fact]
    public void The_catalog_has_raw_every_staged_table_and_every_model_with_projected_dates()
    {
        var tables = made.Serverless.PropertiesOf("AWS::Glue::Table").Select(table => table["TableInput"]!).ToDictionary(table => (string)table["Name"]!);
        Assert.Equal(
            ["create_events", "delete_events", "deregister_events", "operating_period_distance", "raw", "register_events", "rejected_events", "update_events",
             "vehicle_daily_distance", "vehicle_operation_metadata", "vehicle_position_data"],
            tables.Keys.Order(StringComparer.Ordinal));
        Assert.All(tables.Values, table =>
        {
            Assert.Equal("date", (string)table["PartitionKeys"]![0]!["Name"]!);
            Assert.Equal("true", (string)table["Parameters"]!["projection.enabled"]!);
            Assert.Equal("2019-06-01,NOW+1DAYS", (string)table["Parameters"]!["projection.date.range"]!);
            Assert.DoesNotContain(table["StorageDescriptor"]!["Columns"]!.AsArray(), column => (string)column!["Name"]! == "date");
        });
        Assert.Equal("injected", (string)tables["raw"]["Parameters"]!["projection.event.type"]!);
        Assert.Equal(
            ["vehicle_id string", "updated_at timestamp", "lat double", "long double", "located_at timestamp", "organization_id string"],
            tables["update_events"]["StorageDescriptor"]!["Columns"]!.AsArray().Select(column => $"{column!["Name"]} {column["Type"]}"));
        Assert.Equal("s3://fleetlake-prod-staging-123456789012/update_events/", (string)tables["update_events"]["StorageDescriptor"]!["Location"]!);
    }

    [Fact]
    public void Crawlers_write_elsewhere_and_change_nothing()
    {
        var crawlers = made.Serverless.PropertiesOf("AWS::Glue::Crawler");
        Assert.Equal(2, crawlers.Length);
        Assert.All(crawlers, crawler =>
        {
            Assert.Equal("fleetlake_prod_crawled", (string)crawler["DatabaseName"]!);
            Assert.Equal("LOG", (string)crawler["SchemaChangePolicy"]!["UpdateBehavior"]!);
            Assert.Equal("LOG", (string)crawler["SchemaChangePolicy"]!["DeleteBehavior"]!);
            Assert.Equal("_*/**", (string)crawler["Targets"]!["S3Targets"]![0]!["Exclusions"]![0]!);
        });
        Assert.All(made.Serverless.PropertiesOf("AWS::Glue::Table"), table => Assert.Equal("fleetlake_prod", DatabaseOf(table)));
    }

    [Fact]
    public void The_workflow_begins_every_day_and_goes_on_when_a_job_has_succeeded()
    {
        var triggers = made.Serverless.PropertiesOf("AWS::Glue::Trigger").ToDictionary(trigger => (string)trigger["Name"]!);
        Assert.Equal("cron(30 4 * * ? *)", (string)triggers["fleetlake-prod-every-day"]["Schedule"]!);
        Assert.Equal(["fleetlake-prod-lake"], Actions(triggers["fleetlake-prod-every-day"]));
        Assert.Equal(["fleetlake-prod-models", "fleetlake-prod-raw-crawler"], Actions(triggers["fleetlake-prod-lake-done"]));
        Assert.Equal("fleetlake-prod-lake", (string)triggers["fleetlake-prod-lake-done"]["Predicate"]!["Conditions"]![0]!["JobName"]!);
        Assert.Equal(["fleetlake-prod-staging-crawler"], Actions(triggers["fleetlake-prod-models-done"]));
        Assert.All(triggers.Values, trigger => Assert.True((bool)trigger["StartOnCreation"]!));
    }

    [Fact]
    public void A_job_knows_its_steps_and_has_a_role_of_its_own()
    {
        var jobs = made.Serverless.PropertiesOf("AWS::Glue::Job").ToDictionary(job => (string)job["Name"]!);
        Assert.Equal("lake", (string)jobs["fleetlake-prod-lake"]["DefaultArguments"]!["--steps"]!);
        Assert.Equal("3", (string)jobs["fleetlake-prod-lake"]["DefaultArguments"]!["--lookback"]!);
        Assert.Null(jobs["fleetlake-prod-models"]["DefaultArguments"]!["--lookback"]);
        Assert.Equal("models", (string)jobs["fleetlake-prod-models"]["DefaultArguments"]!["--steps"]!);
        Assert.Equal("s3://acme-fleet-events/data/", (string)jobs["fleetlake-prod-lake"]["DefaultArguments"]!["--source"]!);
        Assert.Equal(2, jobs.Values.Select(job => job["Role"]!.ToJsonString()).Distinct().Count());
        Assert.All(jobs.Values, job => Assert.Equal("5.0", (string)job["GlueVersion"]!));
    }

    [Fact]
    public void A_query_that_scans_too_much_ends_and_the_questions_are_there()
    {
        var properties = Assert.Single(made.Serverless.PropertiesOf("AWS::Athena::WorkGroup"));
        Assert.True((bool)properties["RecursiveDeleteOption"]!);
        var workgroup = properties["WorkGroupConfiguration"]!;
        Assert.Equal(100L << 30, (long)workgroup["BytesScannedCutoffPerQuery"]!);
        Assert.True((bool)workgroup["EnforceWorkGroupConfiguration"]!);
        var queries = made.Serverless.PropertiesOf("AWS::Athena::NamedQuery").ToDictionary(query => (string)query["Name"]!, query => (string)query["QueryString"]!);
        Assert.Equal(Question.BuiltIn.ToDictionary(question => question.Name, question => question.Sql), queries);
        Assert.Contains("distance_per_operating_period", queries.Keys);
        Assert.True(queries.Count >= 6);
    }

    private static string DatabaseOf(JsonNode table) =>
        (string?)(table["DatabaseName"] as JsonValue) ?? DatabaseName((string)table["DatabaseName"]!["Ref"]!);

    private static string DatabaseName(string id) => id.StartsWith("CatalogDatabase", StringComparison.Ordinal) ? "fleetlake_prod" : id;

    private static string[] Actions(JsonNode trigger) =>
        [.. trigger["Actions"]!.AsArray().Select(action => (string)(action!["JobName"] ?? action["CrawlerName"])!)];
}
