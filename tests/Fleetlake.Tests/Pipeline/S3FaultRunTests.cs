using Fleetlake.Lake;
using Fleetlake.Pipeline.History;
using Fleetlake.Pipeline.Running;
using Fleetlake.Simulator;
using Fleetlake.Tests.Faults;
using Fleetlake.Tests.Lake.S3;
using Xunit;

namespace Fleetlake.Tests.Pipeline;

/// <summary>Whole runs over a network that does what networks do: each ends right, or says what stopped it and the next one mends it.</summary>
public sealed class S3FaultRunTests
{
    private static readonly DateOnly Day = new(2019, 6, 1);

    [Theory]
    [InlineData("500")]
    [InlineData("503")]
    [InlineData("refusal")]
    [InlineData("reset")]
    [InlineData("short")]
    [InlineData("lost")]
    [InlineData("slow")]
    public async Task Run_over_a_bad_network_ends_right(string kind)
    {
        await using var bucket = await TestBucket.CreateAsync();
        await using var proxy = new FaultProxy(bucket.Endpoint);
        using var fleet = Feed(bucket, proxy);

        // Every seventh request, whatever it is.
        proxy.Script = request => request.Number % 7 == 0 ? FaultOf(kind, request) : null;
        await fleet.RunAsync(Day);
        proxy.Script = _ => null;

        await fleet.AssertAsReferenceAsync(Day);
        Assert.Empty(await bucket.UnfinishedUploadsAsync());
    }

    [Theory]
    [InlineData("events/", "GET", "cannot read s3://{0}/events/2019-06-01-")]
    [InlineData("/date=2019-06-01/event=update/", "PUT", "cannot write s3://{0}/lake/raw/date=2019-06-01/event=update/part-00000.parquet: ")]
    [InlineData("_manifests/", "PUT", "cannot write s3://{0}/lake/raw/_manifests/date=2019-06-01.json: ")]
    [InlineData("staging/update_events/", "PUT", "cannot write s3://{0}/lake/staging/update_events/date=2019-06-01/part-00000.parquet: ")]
    [InlineData("staging/update_events/", "GET", "cannot read s3://{0}/lake/staging/update_events/date=2019-06-01/part-00000.parquet: ")]
    public async Task Run_that_a_fault_stops_names_object_and_attempts_and_the_next_one_mends_it(string path, string method, string message)
    {
        await using var bucket = await TestBucket.CreateAsync();
        await using var proxy = new FaultProxy(bucket.Endpoint);
        using var fleet = Feed(bucket, proxy);

        // Of the names in it a listing has none in its path.
        proxy.Script = request => request.Method == method && request.Path.Contains(path, StringComparison.Ordinal) && !request.Target.Contains("list-type", StringComparison.Ordinal)
            ? Fault.Answer.InternalError
            : null;
        var run = await fleet.TryRunAsync(Day);

        Assert.Equal(ExitCodes.Transient, run.ExitCode);
        var failed = run.Steps.First(step => step.Status == RunStatus.Failed);
        Assert.StartsWith(string.Format(System.Globalization.CultureInfo.InvariantCulture, message, bucket.Name), failed.Error, StringComparison.Ordinal);
        // Where many fail at once the SDK stops trying each again to the end.
        Assert.Matches(@": the server said 500 InternalError, after \d+ attempts?\.$", failed.Error);
        proxy.Script = _ => null;
        await fleet.RunAsync(Day);
        await fleet.AssertAsReferenceAsync(Day);
    }

    [Fact]
    public async Task Server_that_goes_away_within_a_run_and_comes_back_is_waited_for()
    {
        await using var bucket = await TestBucket.CreateAsync();
        await using var proxy = new FaultProxy(bucket.Endpoint);
        using var fleet = Feed(bucket, proxy);
        int seen = 0;
        proxy.Script = request =>
        {
            if (Interlocked.Increment(ref seen) == 60)
            {
                proxy.Refuse();
                _ = Task.Delay(400, CancellationToken.None).ContinueWith(_ => proxy.Accept(), TaskScheduler.Default);
            }

            return null;
        };

        await fleet.RunAsync(Day);

        Assert.True(seen > 60);
        await fleet.AssertAsReferenceAsync(Day);
    }

    [Fact]
    public async Task No_credential_is_in_what_a_run_says_and_leaves()
    {
        await using var bucket = await TestBucket.CreateAsync();
        using var fleet = new FleetCase(bucket: bucket);
        fleet.Simulate(new FleetOptions { Date = Day, Seconds = 60, Vehicles = 4, Mess = 0.1 });
        string[] secrets = [Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID")!, Environment.GetEnvironmentVariable("AWS_SECRET_ACCESS_KEY")!];
        var (exitCode, said) = await FleetlakeProcess.RunAsync(fleet, "run", "--date", LakeLayout.Date(Day));
        Assert.Equal(0, exitCode);

        // Then one that fails: the bucket of staging is not there.
        fleet.Environment["FLEETLAKE_LAKE__STAGING"] = "s3://no-such-bucket-here";
        var failed = await FleetlakeProcess.RunAsync(fleet, "run", "--date", LakeLayout.Date(Day), "--force");
        Assert.Equal(2, failed.ExitCode);

        // The bucket's name of these tests begins with what may be the key id: it is no secret.
        string[] texts = [said, failed.Error, .. await TextsAsync(bucket)];
        foreach (string text in texts.Select(text => text.Replace(bucket.Name, "", StringComparison.Ordinal)))
        {
            Assert.DoesNotContain(secrets[1], text, StringComparison.Ordinal);
            Assert.DoesNotMatch($@"(?i)(key|credential|token)\W*{System.Text.RegularExpressions.Regex.Escape(secrets[0])}", text);
        }
    }

    private static async Task<List<string>> TextsAsync(TestBucket bucket)
    {
        var texts = new List<string>();
        foreach (string key in (await bucket.KeysAsync()).Where(key => key.StartsWith("lake/", StringComparison.Ordinal)))
            texts.Add(System.Text.Encoding.Latin1.GetString(await bucket.GetAsync(key)));
        Assert.Contains(texts, text => text.Contains("\"committedAt\"", StringComparison.Ordinal));
        Assert.Contains(texts, text => text.Contains("\"runId\"", StringComparison.Ordinal));
        return texts;
    }

    private static FleetCase Feed(TestBucket bucket, FaultProxy proxy)
    {
        var fleet = new FleetCase(bucket: bucket);
        fleet.Environment["FLEETLAKE_S3__ENDPOINT"] = proxy.Endpoint.AbsoluteUri;
        fleet.Simulate(new FleetOptions { Date = Day, Seconds = 90, Vehicles = 6, Mess = 0.1 });
        return fleet;
    }

    private static Fault FaultOf(string kind, ProxiedRequest request) => kind switch
    {
        "500" => Fault.Answer.InternalError,
        "503" => Fault.Answer.SlowDown,
        "refusal" => new Fault.Refusal(),
        "reset" => new Fault.ResetWithin(20),
        // A listing has no length to compare: a short one is no XML.
        "short" => request.Target.Contains("list-type", StringComparison.Ordinal) ? new Fault.ResetWithin(20) : new Fault.WrongLength(10),
        "slow" => new Fault.SlowBody(20_000),
        _ => new Fault.LostAnswer(),
    };
}
