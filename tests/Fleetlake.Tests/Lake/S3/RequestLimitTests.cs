using Fleetlake.Lake.Stores.S3;
using Xunit;

namespace Fleetlake.Tests.Lake.S3;

public sealed class RequestLimitTests
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(20);
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(16)]
    [InlineData(40)]
    [InlineData(100)]
    public void Limit_grows_to_where_more_gives_nothing(int knee)
    {
        var limit = new RequestLimit(256, _time);
        Serve(limit, knee, TimeSpan.FromSeconds(10));
        Assert.InRange(limit.Current, knee * 2 / 3, knee * 9 / 4);
    }

    [Fact]
    public void Limit_is_never_more_than_the_greatest()
    {
        var limit = new RequestLimit(24, _time);
        Serve(limit, knee: 1000, TimeSpan.FromSeconds(10));
        Assert.Equal(24, limit.Current);
        Assert.Equal(1, new RequestLimit(1, _time).Current);
    }

    [Fact]
    public void Limit_that_nobody_waits_for_stays()
    {
        var limit = new RequestLimit(256, _time);
        int before = limit.Current;
        for (int i = 0; i < 10_000; i++)
        {
            _time.GoOn(TimeSpan.FromMilliseconds(1));
            limit.Completed(wasFull: false);
        }

        Assert.Equal(before, limit.Current);
    }

    [Fact]
    public void Refusal_halves_the_limit_once_a_second_and_it_comes_back()
    {
        var limit = new RequestLimit(64, _time);
        Serve(limit, knee: 1000, TimeSpan.FromSeconds(10));
        for (int i = 0; i < 5; i++)
            limit.Throttled();
        Assert.Equal(32, limit.Current);
        for (int i = 0; i < 20; i++)
        {
            _time.GoOn(TimeSpan.FromSeconds(1));
            limit.Throttled();
        }

        Assert.Equal(1, limit.Current);
        Serve(limit, knee: 1000, TimeSpan.FromSeconds(60));
        Assert.InRange(limit.Current, 48, 64);
    }

    [Fact]
    public async Task Gate_lets_no_more_through_than_the_limit_and_everybody_in_the_end()
    {
        var gate = new RequestGate(new RequestLimit(3, TimeProvider.System));
        int inside = 0;
        int most = 0;
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
        {
            await gate.EnterAsync(TestContext.Current.CancellationToken);
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await Task.Delay(1);
            Interlocked.Decrement(ref inside);
            gate.Leave(wasThrottled: false);
        }));
        Assert.Equal(3, most);
    }

    [Fact]
    public async Task Who_no_longer_waits_takes_nobodys_turn()
    {
        var gate = new RequestGate(new RequestLimit(1, TimeProvider.System));
        await gate.EnterAsync(CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var gone = gate.EnterAsync(stop.Token);
        var next = gate.EnterAsync(CancellationToken.None);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        gate.Leave(wasThrottled: false);
        await next.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    // A server that answers so many at once each in its latency, and more of them no faster.
    private void Serve(RequestLimit limit, int knee, TimeSpan time)
    {
        for (var served = TimeSpan.Zero; served < time;)
        {
            var step = Latency / Math.Min(limit.Current, knee);
            _time.GoOn(step);
            served += step;
            limit.Completed(wasFull: true);
        }
    }
}
