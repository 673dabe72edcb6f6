using Fleetlake.Lake;
using Fleetlake.Lake.Leases;
using Fleetlake.Tests.Faults;
using Fleetlake.Tests.Pipeline;
using Xunit;

namespace Fleetlake.Tests.Lake.S3;

/// <summary>What keeps a lake from being leased is told as what it is, and not as a server that knows no conditions.</summary>
public sealed class ConditionalPutsTests : IAsyncLifetime
{
    private TestBucket _bucket = null!;
    private FaultProxy _proxy = null!;

    public async ValueTask InitializeAsync()
    {
        _bucket = await TestBucket.CreateAsync();
        _proxy = new FaultProxy(_bucket.Endpoint);
    }

    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null)
            await _proxy.DisposeAsync();
        if (_bucket is not null)
            await _bucket.DisposeAsync();
    }

    [Fact]
    public async Task Run_into_a_bucket_that_is_not_there_names_it()
    {
        using var fleet = new FleetCase(bucket: _bucket);
        fleet.Put("2019/06/01/00/00/00/events.json", "");
        fleet.Environment["FLEETLAKE_LAKE__RAW"] = "s3://no-such-bucket-here/raw";
        var (exitCode, error) = await FleetlakeProcess.RunAsync(fleet, "run", "--date", "2019-06-01");
        Assert.Contains("there is no bucket no-such-bucket-here.", error, StringComparison.Ordinal);
        Assert.Equal(2, exitCode);
    }

    [Fact]
    public async Task Bucket_that_may_not_be_written_names_what_is_missing()
    {
        Answer(403, "AccessDenied", request => request.Method is "PUT" or "DELETE");
        var fault = await FaultAsync();
        Assert.Equal(FaultKind.Caller, fault.Kind);
        Assert.Contains($"need s3:PutObject on arn:aws:s3:::{_bucket.Name}/_leases/_probe/", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_proxy.Requests, request => request.Method == "DELETE");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Refused_put_is_told_as_it_is_whatever_comes_after(int refused)
    {
        int puts = 0;
        Answer(400, "InvalidRequest", request => request.Method == "DELETE" || Interlocked.Increment(ref puts) == refused);
        var fault = await FaultAsync();
        Assert.Equal(FaultKind.Failed, fault.Kind);
        Assert.StartsWith($"cannot write {_bucket.Url}/_leases/_probe/", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith(": the server said 400 InvalidRequest, after 1 attempt.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Right_to_delete_is_asked_for_too()
    {
        Answer(403, "AccessDenied", request => request.Method == "DELETE");
        Assert.Contains($"need s3:DeleteObject on arn:aws:s3:::{_bucket.Name}/_leases/_probe/", (await FaultAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_says_it_knows_no_conditions_is_refused()
    {
        Answer(501, "NotImplemented", request => request.Method == "PUT" && (request.Head.Find("If-None-Match") ?? request.Head.Find("If-Match")) is not null);
        var fault = await FaultAsync();
        Assert.Equal(FaultKind.Caller, fault.Kind);
        Assert.Contains("does not honour If-None-Match and If-Match", fault.Message, StringComparison.Ordinal);
        Assert.Empty(await _bucket.KeysAsync());
    }

    [Fact]
    public async Task Server_that_knows_no_put_like_this_at_all_is_not_taken_for_one_without_conditions()
    {
        Answer(501, "NotImplemented", request => request.Method == "PUT");
        var fault = await FaultAsync();
        Assert.Equal(FaultKind.Failed, fault.Kind);
        Assert.EndsWith(": the server said 501 NotImplemented, after 1 attempt.", fault.Message, StringComparison.Ordinal);
    }

    private void Answer(int status, string code, Func<ProxiedRequest, bool> isRefused) =>
        _proxy.Script = request => isRefused(request) ? new Fault.Answer(status, $"<Error><Code>{code}</Code></Error>") : null;

    private Task<LakeException> FaultAsync()
    {
        var store = _bucket.Store(options: _bucket.Options with { Endpoint = _proxy.Endpoint, Attempts = 2 });
        var leases = new ObjectLeases(store, () => store.Clock.Now, LeaseTiming.Default);
        return Assert.ThrowsAnyAsync<LakeException>(() => leases.AcquireAsync("a", TimeSpan.Zero, TestContext.Current.CancellationToken));
    }
}
