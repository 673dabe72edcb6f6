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
