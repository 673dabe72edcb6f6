using Fleetlake.Pipeline.Configuration;
using Xunit;

namespace Fleetlake.Tests.Cli;

/// <summary>The keys of a Redshift warehouse.</summary>
public sealed class RedshiftConfigurationTests : IDisposable
{
    private const string Secret = "Sesame-39-opens";
    private readonly Sandbox _sandbox = new();

    public RedshiftConfigurationTests()
    {
        _sandbox.Environment["FLEETLAKE_WAREHOUSE__ENGINE"] = "redshift";
        _sandbox.Environment["FLEETLAKE_WAREHOUSE__URL"] = "redshift://cluster.example.com";
        _sandbox.Environment["FLEETLAKE_WAREHOUSE__USER"] = "loader";
        _sandbox.Environment["FLEETLAKE_LAKE__STAGING"] = "s3://bucket/staging";
    }

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public void Without_more_it_is_the_usual_port_and_the_default_role()
    {
        var options = _sandbox.ReadSettings().Warehouse.Redshift!;

        Assert.Equal(("cluster.example.com", 5439, "fleetlake", "loader", ""), (options.Host, options.Port, options.Database, options.User, options.Password));
        Assert.Equal(((string?)null, TimeSpan.FromMinutes(10)), (options.CopyRole, options.StatementTimeout));
        Assert.Equal(["organization_id", "vehicle_id"], options.ShardBy);
    }

    [Fact]
    public void Every_key_is_taken()
    {
        foreach (var (name, value) in new[]
        {
            ("URL", "redshift://cluster.example.com:5440/"), ("DATABASE", "fleet"), ("WAITSECONDS", "3"), ("STATEMENTSECONDS", "5"), ("SHARDBY", "a,b"),
            ("COPYROLE", "arn:aws:iam::123456789012:role/a,arn:aws:iam::210987654321:role/path/b"),
        })
            _sandbox.Environment[$"FLEETLAKE_WAREHOUSE__{name}"] = value;
        _sandbox.Write(".env", $"FLEETLAKE_WAREHOUSE__PASSWORD={Secret}\n");

        var options = _sandbox.ReadSettings().Warehouse.Redshift!;

        Assert.Equal((5440, "fleet", Secret), (options.Port, options.Database, options.Password));
        Assert.Equal((3, 5), (options.HoldWait.TotalSeconds, options.StatementTimeout.TotalSeconds));
        Assert.Equal("arn:aws:iam::123456789012:role/a,arn:aws:iam::210987654321:role/path/b", options.CopyRole);
        Assert.Equal(["a", "b"], options.ShardBy);
        Assert.DoesNotContain(Secret, $"{options} {_sandbox.ReadSettings()}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("warehouse.url", "http://cluster.example.com:5439")]
    [InlineData("warehouse.url", "redshift://cluster.example.com/dev")]
    [InlineData("warehouse.url", "cluster.example.com:5439")]
    [InlineData("warehouse.database", "drop table")]
    [InlineData("warehouse.createDatabase", "true")]
    [InlineData("warehouse.statementSeconds", "0")]
    [InlineData("warehouse.shardBy", "a'b")]
    [InlineData("warehouse.copyRole", "copy")]
    [InlineData("warehouse.copyRole", "arn:aws:iam::123456789012:role/a'")]
    [InlineData("warehouse.copyRole", "arn:aws:iam::123456789012:role/a,")]
    [InlineData("lake.staging", "lake/staging")]
    public void A_value_that_is_none_is_told_with_its_key(string name, string value)
    {
        var key = ConfigurationKeys.Find(name)!;
        _sandbox.Environment[key.EnvironmentVariable] = value;

        Assert.Contains($"{name} (environment {key.EnvironmentVariable}): found \"{value}\", expected ", Faults(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_no_default_is_asked_for()
    {
        _sandbox.Environment.Remove("FLEETLAKE_WAREHOUSE__URL");
        _sandbox.Environment.Remove("FLEETLAKE_WAREHOUSE__USER");

        string faults = Faults();

        Assert.Contains("warehouse.url (default): found ", faults, StringComparison.Ordinal);
        Assert.Contains("warehouse.user (default): found ", faults, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData($"redshift://loader:{Secret}@host:5439")]
    [InlineData($"postgres://loader:{Secret}@host:5439")]
    public async Task A_password_in_the_url_is_refused_and_not_repeated(string url)
    {
        _sandbox.Environment["FLEETLAKE_WAREHOUSE__URL"] = url;

        var result = (await _sandbox.RunDay()).Exits(2).Says("warehouse.url: found ");

        Assert.DoesNotContain(Secret, result.Output + result.Error, StringComparison.Ordinal);
    }

    private string Faults() => Assert.Throws<Fleetlake.Pipeline.PipelineException>(_sandbox.ReadSettings).Message;
}
