using System.Globalization;
using Fleetlake.Tests.Lake.S3;
using Xunit;

namespace Fleetlake.Tests.Cli;

/// <summary><c>fleetlake demo</c> and <c>fleetlake simulate</c>.</summary>
public sealed class DemoTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task A_simulated_feed_is_run_like_any_other()
    {
        var simulated = (await _sandbox.Run("simulate", "--out", "events", "--date", Sandbox.Day, "--vehicles", "4", "--seconds", "60", "--start-second", "36000", "--mess", "0.05")).Exits(0);

        Assert.Matches(@"^60 files, [\d,]+ bytes; events: .*update [\d,]+", simulated.Output);
        Assert.Contains("; mess: ", simulated.Output, StringComparison.Ordinal);
        Assert.Equal(60, Directory.GetFiles(_sandbox.PathOf("events"), "2019-06-01-10-*").Length);
        (await _sandbox.RunDay()).Exits(0).Says("60 objects");
    }

    [Fact]
    public async Task A_fleet_that_is_followed_begins_now_and_writes_a_file_a_second()
    {
        var before = DateTime.UtcNow;
        (await _sandbox.Run("simulate", "--out", "events", "--follow", "--vehicles", "4", "--seconds", "3")).Exits(0);

        Assert.InRange(DateTime.UtcNow - before, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(1));
        var files = Directory.GetFiles(_sandbox.PathOf("events"));
        Assert.Equal(3, files.Length);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{before:yyyy-MM-dd}-{before.Hour}-{before.Minute}-{before.Second}-events.json"), files.Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_fleet_that_drives_into_a_bucket_is_run_from_there()
    {
        await using var bucket = await TestBucket.CreateAsync();
        foreach (var (name, value) in new[] { ("FLEETLAKE_S3__ENDPOINT", bucket.Endpoint.ToString()), ("FLEETLAKE_S3__REGION", "us-east-1") })
            _sandbox.Environment[name] = value;

        var simulated = (await _sandbox.Run("simulate", "--out", $"{bucket.Url}/events", "--date", Sandbox.Day, "--vehicles", "4", "--seconds", "60")).Exits(0);
        Assert.StartsWith("60 files, ", simulated.Output, StringComparison.Ordinal);

        (await _sandbox.RunDay("--source", $"{bucket.Url}/events")).Exits(0).Says("60 objects");
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_is_named()
    {
        await using var bucket = await TestBucket.CreateAsync();
        _sandbox.Environment["FLEETLAKE_S3__ENDPOINT"] = bucket.Endpoint.ToString();
        _sandbox.Environment["FLEETLAKE_S3__REGION"] = "us-east-1";

        (await _sandbox.Run("simulate", "--out", "s3://fleetlake-no-such-bucket/events", "--follow", "--vehicles", "4")).Exits(2).SaysItPlainly().Says("fleetlake-no-such-bucket");
    }

    [Fact]
    public async Task Simulate_says_plainly_where_it_cannot_write()
    {
        _sandbox.Write("file", "");

        (await _sandbox.Run("simulate", "--out", "file", "--date", Sandbox.Day, "--seconds", "1")).Exits(1).SaysItPlainly().Says("cannot write the files below", _sandbox.PathOf("file"));
    }

    [Fact]
    public async Task The_demo_says_plainly_where_it_cannot_write()
    {
        _sandbox.Write("file", "");

        (await _sandbox.Run("demo", "--out", "file", "--vehicles", "2")).Exits(1).SaysItPlainly().Says("cannot write the files below", _sandbox.PathOf("file"));
    }
}
