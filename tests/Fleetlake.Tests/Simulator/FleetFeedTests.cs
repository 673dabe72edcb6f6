using System.Collections.Concurrent;
using Fleetlake.Simulator;
using Xunit;

namespace Fleetlake.Tests.Simulator;

public sealed class FleetFeedTests
{
    private static readonly DateTimeOffset Midnight = new(2019, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly ConcurrentDictionary<string, byte[]> _kept = [];

    [Fact]
    public async Task All_files_of_the_fleet_are_sent_as_they_would_be_written()
    {
        var messy = Feed.Small with { Mess = 0.1 };

        var summary = await new FleetFeed(Keep).SendAsync(messy, cancellationToken: TestContext.Current.CancellationToken);

        var files = Feed.Files(messy);
        Assert.Equal(Feed.Hash(files.OrderBy(file => file.Name, StringComparer.Ordinal)), Feed.Hash(_kept.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => (file.Key, file.Value))));
        Assert.Equal(messy.Seconds, summary.Files);
        Assert.Equal(files.Count, summary.Files + summary.Mess[MessKind.ForeignFile]);
    }

    [Fact]
    public async Task A_fleet_that_is_followed_sends_what_is_past_at_once_and_the_rest_when_its_second_has_ended()
    {
        var clock = new ClockThatIsWaitedFor(Midnight.AddSeconds(2.5));
        var early = new ConcurrentBag<string>();

        await new FleetFeed((file, stop) =>
        {
            if (clock.GetUtcNow() < file.End)
                early.Add(file.Name);
            return Keep(file, stop);
        }).SendAsync(Feed.Small with { Seconds = 5 }, clock, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([0.5, 1, 1], clock.Waits.Select(wait => wait.TotalSeconds));
        Assert.Empty(early);
        Assert.Equal(5, _kept.Count);
    }

    [Fact]
    public async Task The_first_file_that_is_not_kept_ends_it_with_its_fault()
    {
        var fault = await Assert.ThrowsAsync<IOException>(() => new FleetFeed((file, stop) =>
            file.Name.EndsWith("0-5-events.json", StringComparison.Ordinal) ? throw new IOException("full") : Keep(file, stop))
            .SendAsync(Feed.Small with { Seconds = 86_400 }, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal("full", fault.Message);
        Assert.InRange(_kept.Count, 0, 10_000);
    }

    private ValueTask Keep(SimulatedFile file, CancellationToken cancellation)
    {
        _kept[file.Name] = file.Bytes.ToArray();
        return ValueTask.CompletedTask;
    }

    /// <summary>A clock that goes on as soon as somebody waits for it.</summary>
    private sealed class ClockThatIsWaitedFor(DateTimeOffset start) : TimeProvider
    {
        private DateTimeOffset _now = start;

        public List<TimeSpan> Waits { get; } = [];

        public override DateTimeOffset GetUtcNow() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            _now += dueTime;
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
