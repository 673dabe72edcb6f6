using Fleetlake.Lake;
using Fleetlake.Lake.Leases;
using Fleetlake.Tests.Faults;
using Xunit;

namespace Fleetlake.Tests.Lake.S3;

/// <summary>Leases on a real server, by its clock.</summary>
public sealed class S3LeasesTests
{
    private static readonly LeaseTiming Quick = new()
    {
        Validity = TimeSpan.FromSeconds(6),
        RenewEvery = TimeSpan.FromSeconds(1),
        AskEvery = TimeSpan.FromMilliseconds(50),
        Slack = TimeSpan.FromSeconds(1),
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_many_who_ask_at_once_one_at_a_time_has_the_lease()
    {
        await using var bucket = await TestBucket.CreateAsync();
        int holders = 0;
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            await using var lease = await Leases(bucket).AcquireAsync("a", TimeSpan.FromMinutes(2), Cancellation);
            Assert.Equal(1, Interlocked.Increment(ref holders));
            await Task.Delay(50, Cancellation);
            await lease.EnsureHeldAsync(Cancellation);
            Interlocked.Decrement(ref holders);
        })));
    }

    [Fact]
    public async Task Lease_outlives_its_validity_while_it_is_renewed_and_is_taken_over_when_its_holder_is_cut_off()
    {
        await using var bucket = await TestBucket.CreateAsync();
        await using var proxy = new FaultProxy(bucket.Endpoint);
        var cutOff = bucket.Store(options: bucket.Options with { Endpoint = proxy.Endpoint, Attempts = 1 });
        var lease = await new ObjectLeases(cutOff, () => cutOff.Clock.Now, Quick).AcquireAsync("a", TimeSpan.Zero, Cancellation);
        await Assert.ThrowsAsync<LakeException>(() => Leases(bucket).AcquireAsync("a", TimeSpan.FromSeconds(9), Cancellation));

        proxy.Refuse();
        await using var second = await Leases(bucket).AcquireAsync("a", TimeSpan.FromSeconds(60), Cancellation);
        Assert.Equal(FaultKind.Transient, (await Assert.ThrowsAsync<LakeException>(() => lease.EnsureHeldAsync(Cancellation))).Kind);
        proxy.Accept();
        Assert.Equal(FaultKind.Held, (await Assert.ThrowsAsync<LakeException>(() => lease.EnsureHeldAsync(Cancellation))).Kind);
        await lease.DisposeAsync();
        await second.EnsureHeldAsync(Cancellation);
    }

    [Fact]
    public async Task Renewal_whose_answer_is_lost_does_not_lose_the_lease()
    {
        await using var bucket = await TestBucket.CreateAsync();
        await using var proxy = new FaultProxy(bucket.Endpoint);
        var store = bucket.Store(options: bucket.Options with { Endpoint = proxy.Endpoint });
        await using var lease = await new ObjectLeases(store, () => store.Clock.Now, LeaseTiming.Default).AcquireAsync("a", TimeSpan.Zero, Cancellation);
        for (int i = 0; i < 3; i++)
        {
            int puts = 0;
            proxy.Script = request => request.Method == "PUT" && Interlocked.Increment(ref puts) == 1 ? new Fault.LostAnswer() : null;
            await lease.EnsureHeldAsync(Cancellation);
        }
    }

    [Fact]
    public async Task Lease_that_is_let_go_after_a_renewal_of_unknown_end_is_free_at_once()
    {
        await using var bucket = await TestBucket.CreateAsync();
        await using var proxy = new FaultProxy(bucket.Endpoint);
        var store = bucket.Store(options: bucket.Options with { Endpoint = proxy.Endpoint, Attempts = 1 });
        var lease = await new ObjectLeases(store, () => store.Clock.Now, LeaseTiming.Default).AcquireAsync("a", TimeSpan.Zero, Cancellation);
        proxy.Script = request => request.Method == "PUT" ? new Fault.LostAnswer() : null;
        await Assert.ThrowsAsync<LakeException>(() => lease.EnsureHeldAsync(Cancellation));
        proxy.Script = _ => null;
        await lease.DisposeAsync();
        await using var next = await Leases(bucket).AcquireAsync("a", TimeSpan.Zero, Cancellation);
    }

    private static ObjectLeases Leases(TestBucket bucket)
    {
        var store = bucket.Store();
        return new ObjectLeases(store, () => store.Clock.Now, Quick);
    }
}
