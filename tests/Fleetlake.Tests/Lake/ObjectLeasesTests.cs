using Fleetlake.Lake;
using Fleetlake.Lake.Leases;
using Fleetlake.Lake.Stores;
using Xunit;

namespace Fleetlake.Tests.Lake;

/// <summary>Leases that are objects, with the server's clock in the test's hand.</summary>
public sealed class ObjectLeasesTests : IDisposable
{
    private static readonly LeaseTiming Slow = LeaseTiming.Default with { RenewEvery = TimeSpan.FromHours(1), AskEvery = TimeSpan.FromMilliseconds(20) };
    private readonly TempFolder _folder = new();
    private DateTimeOffset _now = new(2019, 6, 1, 10, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Second_one_is_told_who_holds_the_lease_and_since_when()
    {
        await using var held = await Leases().AcquireAsync("source-date/2019-06-01", TimeSpan.Zero, Cancellation);
        var fault = await Assert.ThrowsAsync<LakeException>(() => Leases().AcquireAsync("source-date/2019-06-01", TimeSpan.Zero, Cancellation));
        Assert.Equal(FaultKind.Held, fault.Kind);
        Assert.Equal(
            $"the lease on source-date/2019-06-01 is held by process {Environment.ProcessId} on {Environment.MachineName} since 2019-06-01T10:00:00Z; waited 0 s for it.",
            fault.Message);
        await using var other = await Leases().AcquireAsync("source-date/2019-06-02", TimeSpan.Zero, Cancellation);
    }

    [Fact]
    public async Task Lease_is_free_once_it_is_let_go()
    {
        for (int i = 0; i < 3; i++)
        {
            await using var lease = await Leases().AcquireAsync("a", TimeSpan.Zero, Cancellation);
            await lease.EnsureHeldAsync(Cancellation);
        }
    }

    [Fact]
    public async Task Second_one_waits_for_the_lease()
    {
        var held = await Leases().AcquireAsync("a", TimeSpan.Zero, Cancellation);
        var second = Leases().AcquireAsync("a", TimeSpan.FromSeconds(30), Cancellation);
        await Task.Delay(120, Cancellation);
        Assert.False(second.IsCompleted);
        await held.DisposeAsync();
        await using var lease = await second;
    }

    [Fact]
    public async Task Lease_that_is_not_renewed_is_taken_over_and_its_holder_learns_it_before_it_puts()
    {
        var stuck = await Leases().AcquireAsync("a", TimeSpan.Zero, Cancellation);
        _now += Slow.Validity + Slow.Slack - TimeSpan.FromSeconds(1);
        await Assert.ThrowsAsync<LakeException>(() => Leases().AcquireAsync("a", TimeSpan.Zero, Cancellation));
        _now += TimeSpan.FromSeconds(2);
        await using var second = await Leases().AcquireAsync("a", TimeSpan.Zero, Cancellation);

        var fault = await Assert.ThrowsAsync<LakeException>(() => stuck.EnsureHeldAsync(Cancellation));
        Assert.Equal(FaultKind.Held, fault.Kind);
        Assert.StartsWith("the lease on a was not renewed in time and is held by process ", fault.Message, StringComparison.Ordinal);
        await stuck.DisposeAsync();
        await second.EnsureHeldAsync(Cancellation);
        await Assert.ThrowsAsync<LakeException>(() => Leases().AcquireAsync("a", TimeSpan.Zero, Cancellation));
    }

    [Fact]
    public async Task Lease_that_is_looked_at_holds_anew()
    {
        await using var lease = await Leases().AcquireAsync("a", TimeSpan.Zero, Cancellation);
        for (int i = 0; i < 3; i++)
        {
            _now += Slow.Validity - TimeSpan.FromSeconds(1);
            await lease.EnsureHeldAsync(Cancellation);
        }

        await Assert.ThrowsAsync<LakeException>(() => Leases().AcquireAsync("a", TimeSpan.Zero, Cancellation));
    }

    [Fact]
    public async Task Lease_is_renewed_while_it_is_held()
    {
        var timing = Slow with { RenewEvery = TimeSpan.FromMilliseconds(20) };
        await using var lease = await Leases(timing).AcquireAsync("a", TimeSpan.Zero, Cancellation);
        _now += Slow.Validity - TimeSpan.FromSeconds(1);
        string key = "_leases/a.json";
        while (LeaseText.Parse((await _folder.Store.GetAsync(key, Cancellation))!.Value.Bytes)!.Until < _now + Slow.Validity)
            await Task.Delay(10, Cancellation);
        _now += TimeSpan.FromSeconds(5);
        await Assert.ThrowsAsync<LakeException>(() => Leases().AcquireAsync("a", TimeSpan.Zero, Cancellation));
    }

    [Fact]
    public async Task What_is_no_lease_holds_nothing()
    {
        _folder.Write("_leases/a.json", "what is this");
        await using var lease = await Leases().AcquireAsync("a", TimeSpan.Zero, Cancellation);
        await lease.EnsureHeldAsync(Cancellation);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Server_that_ignores_conditions_is_refused(bool ignoresAbsence, bool ignoresETag)
    {
        var store = new StoreWrapper(_folder.Store)
        {
            Condition = asked => asked with { IfAbsent = asked.IfAbsent && !ignoresAbsence, IfETag = ignoresETag ? null : asked.IfETag },
        };
        var fault = await Assert.ThrowsAsync<LakeException>(() => Leases(store: store).AcquireAsync("a", TimeSpan.Zero, Cancellation));
        Assert.Equal(FaultKind.Caller, fault.Kind);
        Assert.Contains("does not honour If-None-Match and If-Match", fault.Message, StringComparison.Ordinal);
        Assert.Contains("lake.singleWriter", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.Files(), file => file.StartsWith("_leases/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Single_writer_keeps_apart_what_goes_on_in_one_process()
    {
        var leases = new SingleWriterLeases();
        var held = await leases.AcquireAsync("a", TimeSpan.Zero, Cancellation);
        await using var other = await leases.AcquireAsync("b", TimeSpan.Zero, Cancellation);
        var fault = await Assert.ThrowsAsync<LakeException>(() => leases.AcquireAsync("a", TimeSpan.Zero, Cancellation));
        Assert.Equal(FaultKind.Held, fault.Kind);
        await held.DisposeAsync();
        await using var again = await leases.AcquireAsync("a", TimeSpan.Zero, Cancellation);
    }

    private ObjectLeases Leases(LeaseTiming? timing = null, IObjectStore? store = null) =>
        new(store ?? _folder.Store, () => _now, timing ?? Slow);
}
