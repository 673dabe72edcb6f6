using Fleetlake.Pipeline.Configuration;
using Fleetlake.Warehouse.ClickHouse;
using Xunit;

namespace Fleetlake.Tests.Cli;

/// <summary>The keys of a ClickHouse warehouse.</summary>
public sealed class ClickHouseConfigurationTests : IDisposable
{
    private const string Secret = "Sesame-39-opens";
    private readonly Sandbox _sandbox = new();

    public ClickHouseConfigurationTests() => _sandbox.Environment["FLEETLAKE_WAREHOUSE__ENGINE"] = "clickhouse";

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public void Without_more_it_is_the_server_of_this_machine_and_its_default_user()
    {
        var options = _sandbox.ReadSettings().Warehouse.ClickHouse!;

        Assert.Equal(("http://localhost:8123/", "fleetlake", "default", ""), (options.Url.ToString(), options.Database, options.User, options.Password));
        Assert.Equal((false, StagingRoute.Stream, (string?)null, TimeSpan.FromMinutes(10)), (options.CreateDatabase, options.Route, options.Cluster, options.StatementTimeout));
        Assert.Equal(["organization_id", "vehicle_id"], options.ShardBy);
    }

    [Fact]
    public void Every_key_is_taken()
    {
        _sandbox.Write("fleetlake.json", """
            {
              "lake": { "staging": "staged" },
              "warehouse": {
                "url": "https://node:8443/proxied", "database": "fleet", "user": "loader", "createDatabase": true, "waitSeconds": 3, "statementSeconds": 5,
                "cluster": "c", "shardBy": "a,b", "s3Load": "role", "stagingUrl": "s3://bucket/prefix"
              }
            }
            """);
        _sandbox.Environment.Remove("FLEETLAKE_WAREHOUSE__WAITSECONDS");
        _sandbox.Write(".env", $"FLEETLAKE_WAREHOUSE__PASSWORD={Secret}\n");

        var options = _sandbox.ReadSettings().Warehouse.ClickHouse!;

        Assert.Equal(("https://node:8443/proxied", "fleet", "loader", Secret), (options.Url.ToString(), options.Database, options.User, options.Password));
        Assert.Equal((true, 3, 5), (options.CreateDatabase, options.HoldWait.TotalSeconds, options.StatementTimeout.TotalSeconds));
        Assert.Equal(("c", StagingRoute.Role, "s3://bucket/prefix"), (options.Cluster, options.Route, options.StagingUrl));
        Assert.Equal(["a", "b"], options.ShardBy);
        Assert.DoesNotContain(Secret, $"{options} {_sandbox.ReadSettings()}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("warehouse.url", "lake/warehouse.duckdb")]
    [InlineData("warehouse.url", "tcp://host:9000")]
    [InlineData("warehouse.database", "drop table")]
    [InlineData("warehouse.createDatabase", "perhaps")]
    [InlineData("warehouse.statementSeconds", "0")]
    [InlineData("warehouse.cluster", "a'b")]
    [InlineData("warehouse.shardBy", "organization_id,")]
    [InlineData("warehouse.s3Load", "ftp")]
    public void A_value_that_is_none_is_told_with_its_key(string name, string value)
    {
        var key = ConfigurationKeys.Find(name)!;
        _sandbox.Environment[key.EnvironmentVariable] = value;

        Assert.Contains($"{name} (environment {key.EnvironmentVariable}): found \"{value}\", expected ", Faults(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("collection", "warehouse.s3Collection (default): found \"\", expected the named collection")]
    [InlineData("role", "lake.staging (default): found \"lake/staging\", expected a URL under which the server reads the staging zone")]
    public void A_server_that_reads_by_itself_has_to_know_where(string route, string fault)
    {
        _sandbox.Environment["FLEETLAKE_WAREHOUSE__S3LOAD"] = route;

        Assert.Contains(fault, Faults(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_stands_in_no_file_that_people_share_and_in_no_message()
    {
        _sandbox.Write("fleetlake.json", $$"""{ "warehouse": { "password": "{{Secret}}", "url": "http://loader:{{Secret}}@host:8123" } }""");

        var result = (await _sandbox.RunDay()).Exits(2).Says(
            "found a secret in a file that people share, expected it in FLEETLAKE_WAREHOUSE__PASSWORD, in the environment or .env",
            "warehouse.url: found a user in the URL, expected warehouse.user and FLEETLAKE_WAREHOUSE__PASSWORD");

        Assert.DoesNotContain(Secret, result.Output + result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("warehouse.url", "clickhouse://loader:Sesame@host:9000/db", "clickhouse://…@host:9000/db")]
    [InlineData("warehouse.url", "http://loader:Sesame@host/?database=x", "http://…@host/?database=…")]
    [InlineData("warehouse.url", "http://loader:Sesame#1@host", "http://…@host")]
    [InlineData("warehouse.url", "http://loader:Ses@me/Sesame@host/#", "http://…@host/#")]
    [InlineData("warehouse.url", "http://host/?user=loader&password=Sesame", "http://host/?user=…")]
    [InlineData("warehouse.url", "loader:Sesame@host:8123", "…@host:8123")]
    [InlineData("warehouse.url", "Host=host;Username=loader;Password=Sesame", "Host=…")]
    [InlineData("warehouse.stagingUrl", "https://loader:Sesame@bucket.example.com/staging", "https://…@bucket.example.com/staging")]
    [InlineData("warehouse.stagingUrl", "s3://KEY:Sesame@bucket/staging", "s3://…@bucket/staging")]
    [InlineData("warehouse.stagingUrl", "https://bucket.example.com/staging?X-Amz-Signature=Sesame", "https://bucket.example.com/staging?X-Amz-Signature=…")]
    [InlineData("source.url", "s3://KEY:Sesame@bucket", "s3://…@bucket")]
    [InlineData("serve.url", "http://loader:Sesame@127.0.0.1:8085", "http://…@127.0.0.1:8085")]
    public void A_url_is_told_without_the_password_in_it(string name, string value, string told)
    {
        _sandbox.Environment["FLEETLAKE_WAREHOUSE__S3LOAD"] = "role";
        _sandbox.Environment["FLEETLAKE_LAKE__STAGING"] = "s3://bucket/staging";
        _sandbox.Environment[ConfigurationKeys.Find(name)!.EnvironmentVariable] = value;

        string faults = Faults();

        Assert.Contains($"found \"{told}\", expected ", faults, StringComparison.Ordinal);
        Assert.DoesNotContain("Sesame", faults, StringComparison.Ordinal);
    }

    private string Faults() => Assert.Throws<Fleetlake.Pipeline.PipelineException>(_sandbox.ReadSettings).Message;
}
