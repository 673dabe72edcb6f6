using System.Diagnostics;
using Fleetlake.Lake;
using Fleetlake.Lake.Leases;
using Xunit;

namespace Fleetlake.Tests.Lake;

public sealed class FolderLeasesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private FolderLeases Leases => new(_folder.At("_leases"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Second_one_is_told_who_holds_the_lease_and_since_when()
    {
        await using var held = await Leases.AcquireAsync("source-date/2019-06-01", TimeSpan.Zero, Cancellation);
        Assert.Equal("source-date/2019-06-01", held.Name);
        var fault = await Assert.ThrowsAsync<LakeException>(() => Leases.AcquireAsync("source-date/2019-06-01", TimeSpan.Zero, Cancellation));
        Assert.Equal(FaultKind.Held, fault.Kind);
        Assert.Matches(
            $@"^the lease on source-date/2019-06-01 is held by process {Environment.ProcessId} on {Environment.MachineName} since \d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\dZ; waited 0 s for it\.$",
            fault.Message);
    }

    [Fact]
    public async Task Lease_is_free_again_once_it_is_let_go()
    {
        for (int i = 0; i < 3; i++)
        {
            await using var lease = await Leases.AcquireAsync("a", TimeSpan.Zero, Cancellation);
            await lease.EnsureHeldAsync(Cancellation);
        }
    }

    [Fact]
    public async Task Leases_of_other_names_are_free()
    {
        await using var one = await Leases.AcquireAsync("update_events/2019-06-01", TimeSpan.Zero, Cancellation);
        await using var two = await Leases.AcquireAsync("update_events/2019-06-02", TimeSpan.Zero, Cancellation);
    }

    [Fact]
    public async Task Second_one_waits_for_the_lease()
    {
        var held = await Leases.AcquireAsync("a", TimeSpan.Zero, Cancellation);
        var second = Leases.AcquireAsync("a", TimeSpan.FromSeconds(30), Cancellation);
        await Task.Delay(120, Cancellation);
        Assert.False(second.IsCompleted);
        await held.DisposeAsync();
        await using var lease = await second;
        Assert.Equal("a", lease.Name);
    }

    [Fact]
    public async Task Wait_is_as_long_as_told_and_no_longer()
    {
        await using var held = await Leases.AcquireAsync("a", TimeSpan.Zero, Cancellation);
        long started = Stopwatch.GetTimestamp();
        await Assert.ThrowsAsync<LakeException>(() => Leases.AcquireAsync("a", TimeSpan.FromMilliseconds(200), Cancellation));
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromMilliseconds(180), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Wait_ends_when_it_is_cancelled()
    {
        await using var held = await Leases.AcquireAsync("a", TimeSpan.Zero, Cancellation);
        using var stop = new CancellationTokenSource(50);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Leases.AcquireAsync("a", TimeSpan.FromMinutes(5), stop.Token));
    }

    [Fact]
    public async Task File_of_a_process_that_is_gone_does_not_hold_the_lease()
    {
        _folder.Write("_leases/a.lease", "elsewhere 1 2019-06-01T00:00:00.0000000+00:00");
        await using var lease = await Leases.AcquireAsync("a", TimeSpan.Zero, Cancellation);
        Assert.Equal("a", lease.Name);
    }

    [Fact]
    public void Holder_that_cannot_be_read_is_nobody()
    {
        Assert.Null(LeaseHolder.Parse(""));
        Assert.Null(LeaseHolder.Parse("host x 2019-06-01T00:00:00Z"));
        Assert.Null(LeaseHolder.Parse("host 1 yesterday"));
        Assert.Equal("process 7 on host since 2019-06-01T10:00:00Z", LeaseHolder.Parse("host 7 2019-06-01T12:00:00+02:00")!.ToString());
    }
}
