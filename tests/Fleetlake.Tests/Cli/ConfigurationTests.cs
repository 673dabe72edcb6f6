using Fleetlake.Lake;
using Fleetlake.Lake.Stores.S3;
using Fleetlake.Pipeline;
using Fleetlake.Pipeline.Configuration;
using Fleetlake.Pipeline.Lineage;
using Xunit;

namespace Fleetlake.Tests.Cli;

/// <summary>Where the configuration comes from, and how its faults are told.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    public ConfigurationTests() => _sandbox.Environment.Clear();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public void Without_any_configuration_there_are_defaults_beside_the_folder()
    {
        var settings = _sandbox.ReadSettings();

        Assert.Equal(_sandbox.PathOf("events"), settings.SourceUrl);
        Assert.Equal(_sandbox.PathOf("lake", "raw"), settings.Raw);
        Assert.Equal(_sandbox.PathOf("lake", "staging"), settings.Staging);
        Assert.Equal(_sandbox.PathOf("lake", "warehouse.duckdb"), settings.Warehouse.DuckDb!.Path);
        Assert.Equal("UTC", settings.Clock.ZoneId);
        Assert.Equal(0.5, settings.MaxRejectedShare);
        Assert.Equal(TimeSpan.FromSeconds(60), settings.LeaseWait);
        Assert.Null(settings.ModelsFolder);
        Assert.Equal(0, settings.LookbackDays);
        Assert.Null(settings.Schedule.From);
        Assert.Null(settings.Lineage);
        Assert.Equal("http://127.0.0.1:8085", settings.ServeUrl);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_key_can_be_set_from_the_environment_in_any_case(bool lower)
    {
        Directory.CreateDirectory(_sandbox.PathOf("my-models"));
        var values = new Dictionary<string, string>
        {
            ["FLEETLAKE_SOURCE__URL"] = "s",
            ["FLEETLAKE_SOURCE__TIMEZONE"] = "America/Sao_Paulo",
            ["FLEETLAKE_SOURCE__MAXREJECTEDSHARE"] = "0.25",
            ["FLEETLAKE_LAKE__RAW"] = "r",
            ["FLEETLAKE_LAKE__STAGING"] = "st",
            ["FLEETLAKE_LAKE__WAITSECONDS"] = "1",
            ["FLEETLAKE_LAKE__SINGLEWRITER"] = "true",
            ["FLEETLAKE_LAKE__SCRATCH"] = "tmp",
            ["FLEETLAKE_S3__ENDPOINT"] = "https://s3.example.com:9000",
            ["FLEETLAKE_S3__REGION"] = "eu-central-1",
            ["FLEETLAKE_S3__PATHSTYLE"] = "false",
            ["FLEETLAKE_S3__ENCRYPTION"] = "aws:kms",
            ["FLEETLAKE_S3__KMSKEYID"] = "alias/lake",
            ["FLEETLAKE_S3__REQUESTSINFLIGHT"] = "9",
            ["FLEETLAKE_SOURCE__S3__ENDPOINT"] = "http://elsewhere",
            ["FLEETLAKE_SOURCE__S3__REGION"] = "us-west-2",
            ["FLEETLAKE_WAREHOUSE__ENGINE"] = "duckdb",
            ["FLEETLAKE_WAREHOUSE__URL"] = "w.duckdb",
            ["FLEETLAKE_WAREHOUSE__WAITSECONDS"] = "2",
            ["FLEETLAKE_WAREHOUSE__MEMORYMIB"] = "128",
            ["FLEETLAKE_MODELS"] = "my-models",
            ["FLEETLAKE_SCHEDULE__LOOKBACKDAYS"] = "3",
            // Keys that later parts read: they are known, and judged.
            ["FLEETLAKE_WAREHOUSE__DATABASE"] = "fleet",
            ["FLEETLAKE_WAREHOUSE__USER"] = "loader",
            ["FLEETLAKE_WAREHOUSE__PASSWORD"] = "secret",
            ["FLEETLAKE_WAREHOUSE__COPYROLE"] = "default",
            ["FLEETLAKE_WAREHOUSE__CREATEDATABASE"] = "true",
            ["FLEETLAKE_WAREHOUSE__STATEMENTSECONDS"] = "60",
            ["FLEETLAKE_WAREHOUSE__CLUSTER"] = "c",
            ["FLEETLAKE_WAREHOUSE__SHARDBY"] = "a, b",
            ["FLEETLAKE_WAREHOUSE__S3LOAD"] = "role",
            ["FLEETLAKE_WAREHOUSE__S3COLLECTION"] = "n",
            ["FLEETLAKE_WAREHOUSE__STAGINGURL"] = "s3://bucket",
            ["FLEETLAKE_SCHEDULE__CRON"] = "0 5 * * *",
            ["FLEETLAKE_SCHEDULE__FROM"] = "2020-01-01",
            ["FLEETLAKE_SERVE__URL"] = "http://*:9000",
            ["FLEETLAKE_LINEAGE__URL"] = "https://lineage.example.com",
            ["FLEETLAKE_LINEAGE__NAMESPACE"] = "fleet",
            ["FLEETLAKE_LINEAGE__APIKEY"] = "key",
        };
        foreach (var (name, value) in values)
            _sandbox.Environment[lower ? name.ToLowerInvariant() : name] = value;

        var settings = _sandbox.ReadSettings();

        Assert.Equal(ConfigurationKeys.All.Select(key => key.EnvironmentVariable).Order(), values.Keys.Order());
        Assert.Equal(_sandbox.PathOf("s"), settings.SourceUrl);
        Assert.Equal("America/Sao_Paulo", settings.Clock.ZoneId);
        Assert.Equal(0.25, settings.MaxRejectedShare);
        Assert.Equal(_sandbox.PathOf("r"), settings.Raw);
        Assert.Equal(_sandbox.PathOf("st"), settings.Staging);
        Assert.Equal(TimeSpan.FromSeconds(1), settings.LeaseWait);
        Assert.Equal(_sandbox.PathOf("w.duckdb"), settings.Warehouse.DuckDb!.Path);
        Assert.Equal(TimeSpan.FromSeconds(2), settings.Warehouse.DuckDb!.LockTimeout);
        Assert.Equal(128L << 20, settings.Warehouse.DuckDb!.MemoryBytes);
        Assert.Equal(_sandbox.PathOf("my-models"), settings.ModelsFolder);
        Assert.Equal(3, settings.LookbackDays);
        Assert.Equal(new DateOnly(2020, 1, 1), settings.Schedule.From);
        Assert.Equal("0 5 * * *", settings.Schedule.Cron.ToString());
        Assert.Equal("http://*:9000", settings.ServeUrl);
        Assert.Equal(new LineageSettings(new Uri("https://lineage.example.com/api/v1/lineage"), null, "fleet", "key"), settings.Lineage);
        Assert.DoesNotContain("ApiKey", settings.Lineage!.ToString(), StringComparison.Ordinal);
        var s3 = new S3Options
        {
            Endpoint = new Uri("https://s3.example.com:9000"),
            Region = "eu-central-1",
            PathStyle = false,
            Encryption = S3Encryption.Kms,
            KmsKeyId = "alias/lake",
            RequestsInFlight = 9,
        };
        Assert.Equal(new LakeOptions { S3 = s3, SingleWriter = true, ScratchFolder = _sandbox.PathOf("tmp") }, settings.Lake);
        Assert.Equal(s3 with { Endpoint = new Uri("http://elsewhere"), Region = "us-west-2" }, settings.SourceS3);
    }

    [Fact]
    public void Switches_and_sections_within_sections_are_read_from_the_file()
    {
        _sandbox.Write("fleetlake.json", """
            { "source": { "url": "s3://bucket/data", "s3": { "region": "eu-west-1" } }, "lake": { "singleWriter": true }, "s3": { "pathStyle": true } }
            """);

        var settings = _sandbox.ReadSettings();

        Assert.Equal("s3://bucket/data", settings.SourceUrl);
        Assert.Equal("eu-west-1", settings.SourceS3.Region);
        Assert.Null(settings.Lake.S3.Region);
        Assert.True(settings.Lake.SingleWriter);
        Assert.True(settings.Lake.S3.PathStyle);
    }

    [Theory]
    [InlineData("http://user:secret@host")]
    [InlineData("http://host/path")]
    [InlineData("host:9000")]
    public void An_endpoint_that_is_none_is_told_without_what_it_is(string endpoint)
    {
        _sandbox.Environment["FLEETLAKE_S3__ENDPOINT"] = endpoint;

        string faults = Faults();

        Assert.Contains("s3.endpoint: expected the URL of an S3 server", faults, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", faults, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file:events.jsonl")]
    [InlineData("events.jsonl")]
    public void Lineage_may_go_to_a_file_beside_the_configuration(string url)
    {
        _sandbox.Environment["FLEETLAKE_LINEAGE__URL"] = url;

        Assert.Equal(_sandbox.PathOf("events.jsonl"), _sandbox.ReadSettings().Lineage!.File);
    }

    [Fact]
    public void A_user_in_the_url_of_lineage_is_refused_and_not_told()
    {
        _sandbox.Environment["FLEETLAKE_LINEAGE__URL"] = "https://user:secret@host";

        string faults = Faults();

        Assert.Contains("lineage.url: expected the URL of a lineage server without a user", faults, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", faults, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("warehouse.engine")]
    [InlineData("source.timeZone")]
    [InlineData("source.maxRejectedShare")]
    [InlineData("lake.waitSeconds")]
    [InlineData("warehouse.waitSeconds")]
    [InlineData("warehouse.memoryMiB")]
    [InlineData("schedule.lookbackDays")]
    [InlineData("schedule.cron")]
    [InlineData("schedule.from")]
    [InlineData("serve.url")]
    [InlineData("models")]
    public void A_value_that_is_none_is_told_with_its_key_and_its_variable(string name)
    {
        string variable = ConfigurationKeys.Find(name)!.EnvironmentVariable;
        _sandbox.Environment[variable] = "-?-";

        Assert.Contains($"{name} (environment {variable}): found \"-?-\", expected ", Faults(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("source.maxRejectedShare", "1.01")]
    [InlineData("source.maxRejectedShare", "NaN")]
    [InlineData("source.maxRejectedShare", "0,5")]
    [InlineData("lake.waitSeconds", "-1")]
    [InlineData("schedule.lookbackDays", "1.5")]
    [InlineData("schedule.lookbackDays", "367")]
    [InlineData("schedule.cron", "30 4 * *")]
    [InlineData("schedule.cron", "61 4 * * *")]
    [InlineData("schedule.cron", "0 0 30 2 *")]
    [InlineData("serve.url", "https://localhost:8085")]
    [InlineData("lineage.url", "s3://bucket/lineage")]
    [InlineData("serve.url", "http://localhost:8085/path")]
    [InlineData("serve.url", "127.0.0.1:8085")]
    [InlineData("warehouse.memoryMiB", "63")]
    [InlineData("source.url", "s3://Bucket")]
    [InlineData("lake.raw", "s3://")]
    [InlineData("lake.staging", "s3://bucket/a/../b")]
    [InlineData("warehouse.url", "s3://bucket/warehouse.duckdb")]
    [InlineData("lake.singleWriter", "maybe")]
    [InlineData("lake.scratch", "s3://bucket")]
    [InlineData("s3.pathStyle", "maybe")]
    [InlineData("s3.encryption", "rot13")]
    [InlineData("s3.kmsKeyId", "a-key-without-kms")]
    [InlineData("s3.requestsInFlight", "0")]
    [InlineData("s3.requestsInFlight", "1025")]
    [InlineData("lake.raw", "ftp://somewhere/")]
    public void A_value_out_of_its_bounds_is_a_fault(string name, string value)
    {
        string variable = ConfigurationKeys.Find(name)!.EnvironmentVariable;
        _sandbox.Environment[variable] = value;

        Assert.Contains($"{name} (environment {variable}): found \"{value}\", expected ", Faults(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_faults_are_told_at_once_each_with_its_key_and_where_it_came_from()
    {
        _sandbox.Write("fleetlake.json", """
            {
              "source": { "maxRejectedShare": 7, "colour": "red" },
              "lake": { "waitSeconds": true },
              "warehouse": "duckdb",
              "nonsense": 1
            }
            """);
        _sandbox.Environment["FLEETLAKE_SOURCE__TIMEZONE"] = "Mars/Olympus";
        _sandbox.Environment["FLEETLAKE_LAKE__COLOUR"] = "blue";
        _sandbox.Write(".env", "# comment\nFLEETLAKE_SCHEDULE__LOOKBACKDAYS=many\nFLEETLAKE_LAKE__SHAPE=round\n");

        var result = (await _sandbox.RunDay("--engine", "oracle", "--source", "")).Exits(2).SaysItPlainly();

        string file = _sandbox.PathOf("fleetlake.json");
        string dotEnv = _sandbox.PathOf(".env");
        result.Says(
            "the configuration has 11 fault(s)",
            $"source.maxRejectedShare ({file}): found \"7\", expected a number from 0 to 1",
            $"source.colour ({file}): found an unknown key",
            $"lake.waitSeconds ({file}): found true, expected a text or a number",
            $"{file}: found String at warehouse, expected an object",
            $"nonsense ({file}): found an unknown key",
            "source.timeZone (environment FLEETLAKE_SOURCE__TIMEZONE): found \"Mars/Olympus\"",
            "FLEETLAKE_LAKE__COLOUR (environment): found an unknown key",
            $"schedule.lookbackDays ({dotEnv}:2 FLEETLAKE_SCHEDULE__LOOKBACKDAYS): found \"many\"",
            $"FLEETLAKE_LAKE__SHAPE ({dotEnv}:3): found an unknown key",
            "warehouse.engine (--engine): found \"oracle\", expected an engine there is: duckdb, clickhouse or redshift",
            "source.url (--source): found \"\"");
        Assert.Empty(result.Output);
        Assert.False(Directory.Exists(_sandbox.PathOf("lake")));
    }

    [Fact]
    public void The_environment_goes_over_the_file_and_dotenv_over_the_environment()
    {
        _sandbox.Write("fleetlake.json", """{ "source": { "url": "file", "timeZone": "Europe/Berlin" }, "lake": { "raw": "file", "staging": "file" } }""");
        _sandbox.Environment["FLEETLAKE_LAKE__RAW"] = "environment";
        _sandbox.Environment["FLEETLAKE_LAKE__STAGING"] = "environment";
        _sandbox.Environment["FLEETLAKE_SOURCE__URL"] = "environment";
        _sandbox.Write(".env", "FLEETLAKE_LAKE__STAGING=dotenv\nFLEETLAKE_SOURCE__URL=dotenv\n");

        var settings = Settings.Read(_sandbox.Folder, null, _sandbox.Environment, [(ConfigurationKeys.SourceUrl, "flag", "--source")]);

        Assert.Equal("Europe/Berlin", settings.Clock.ZoneId);
        Assert.Equal(_sandbox.PathOf("environment"), settings.Raw);
        Assert.Equal(_sandbox.PathOf("dotenv"), settings.Staging);
        Assert.Equal(_sandbox.PathOf("flag"), settings.SourceUrl);
    }

    [Fact]
    public async Task A_flag_goes_over_everything()
    {
        _sandbox.Write("fleetlake.json", """{ "source": { "url": "a" } }""");
        _sandbox.Environment["FLEETLAKE_SOURCE__URL"] = "b";
        _sandbox.Write(".env", "FLEETLAKE_SOURCE__URL=c\n");

        (await _sandbox.RunDay()).Exits(2).Says(_sandbox.PathOf("c") + ": found nothing");
        (await _sandbox.RunDay("--source", "d")).Exits(2).Says(_sandbox.PathOf("d") + ": found nothing");
    }

    [Fact]
    public void Dotenv_may_have_comments_exports_and_quotes()
    {
        _sandbox.Write(".env", "\n# FLEETLAKE_LAKE__RAW=no\nexport FLEETLAKE_LAKE__RAW = \"my raw\"\nFLEETLAKE_LAKE__STAGING='my staging'\r\nOTHER=1\nnonsense\n");

        var settings = _sandbox.ReadSettings();

        Assert.Equal(_sandbox.PathOf("my raw"), settings.Raw);
        Assert.Equal(_sandbox.PathOf("my staging"), settings.Staging);
    }

    [Theory]
    [InlineData("{\n  \"source\": {\n    \"url\": oops\n  }\n}\n", ":3: found no JSON")]
    [InlineData("", ":1: found no JSON")]
    [InlineData("[]", ": found Array at the top, expected an object")]
    [InlineData("{ \"source\": { \"url\": \"a\u0000b\" } }", ":1: found no JSON")]
    [InlineData("{ \"source\": { \"url\": \"a\\u0000b\" } }", "source.url")]
    [InlineData("{ \"source\": null }", "found Null at source, expected an object")]
    [InlineData("{ \"models\": [] }", "models (")]
    public async Task Bad_json_names_the_file_and_the_line(string json, string message)
    {
        _sandbox.Write("fleetlake.json", json);

        (await _sandbox.RunDay()).Exits(2).SaysItPlainly().Says(_sandbox.PathOf("fleetlake.json"), message);
    }

    [Fact]
    public void The_file_may_have_comments_and_keys_in_any_case()
    {
        _sandbox.Write("fleetlake.json", "{\n  // where files are\n  \"SOURCE\": { \"URL\": \"x\", },\n}\n");

        Assert.Equal(_sandbox.PathOf("x"), _sandbox.ReadSettings().SourceUrl);
    }

    [Fact]
    public async Task A_named_file_stands_for_the_default_one()
    {
        _sandbox.Write("fleetlake.json", """{ "source": { "url": "default" } }""");
        _sandbox.Write("other.json", """{ "source": { "url": "other" } }""");

        (await _sandbox.RunDay("--config", "other.json")).Exits(2).Says(_sandbox.PathOf("other") + ": found nothing");
    }

    [Fact]
    public void Variables_without_a_section_and_empty_ones_are_left_alone()
    {
        _sandbox.Environment["FLEETLAKE_SAMPLE"] = "anything";
        _sandbox.Environment["FLEETLAKE_SOURCE"] = "anything";
        _sandbox.Environment["FLEETLAKE_LAKE__NONSENSE"] = "";
        _sandbox.Environment["FLEETLAKE_SOURCE__URL"] = "";
        _sandbox.Environment["SOURCE__URL"] = "anything";

        Assert.Equal(_sandbox.PathOf("events"), _sandbox.ReadSettings().SourceUrl);
    }

    private string Faults() => Assert.Throws<PipelineException>(_sandbox.ReadSettings).Message;
}
