using Fleetlake.Pipeline.History;
using Fleetlake.Simulator;
using Fleetlake.Tests.Faults;
using Fleetlake.Tests.Pipeline;
using Fleetlake.Warehouse.ClickHouse;
using Xunit;

namespace Fleetlake.Tests.Warehouse.ClickHouse;

/// <summary>What networks and servers do between a run and ClickHouse: a run ends right or says what it failed at, and the next one mends it.</summary>
public sealed class ClickHouseFaultTests : IDisposable
{
    private static readonly DateOnly Day = new(2019, 6, 1);

    // As they come, with digits that are no code of ClickHouse's.
    private const string Nginx =
        "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.26.3</center>\r\n</body>\r\n</html>\r\n";

    private const string HaProxy = "<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n";

    private readonly FleetCase _fleet = new(engine: TestEngine.ClickHouse);

    public ClickHouseFaultTests() => _fleet.Simulate(new FleetOptions { Date = Day, Seconds = 60, Vehicles = 6, Mess = 0.1 });

    public void Dispose() => _fleet.Dispose();

    [Theory]
    [InlineData("silence")]
    [InlineData("refusal")]
    [InlineData("lost answer")]
    [InlineData("500")]
    [InlineData("503")]
    [InlineData("nginx")]
    [InlineData("haproxy")]
    [InlineData("reset within")]
    [InlineData("wrong length")]
    public async Task A_fault_now_and_then_is_mended_within_the_run_or_by_the_next(string kind)
    {
        await using var proxy = new FaultProxy(_fleet.Database!.Url);
        var random = new Random(kind.Length);
        int faults = 0;
        proxy.Script = _ =>
        {
            lock (random)
            {
                if (random.Next(10) != 0)
                    return null;
            }

            Interlocked.Increment(ref faults);
            return FaultOf(kind);
        };

        for (int run = 0; run < 3; run++)
        {
            var record = await RunAsync(proxy);
            Assert.All(record.Steps.Where(step => step.Fault is not null), AssertTold);
        }

        Assert.True(faults > 0, "no fault came.");
        proxy.Script = _ => null;
        var last = await RunAsync(proxy);
        Assert.Equal(0, last.ExitCode);
        await _fleet.AssertAsReferenceAsync(Day);
        Assert.DoesNotContain(_fleet.Database.Tables(), table => table.StartsWith(SideTable.Prefix, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Connections_that_are_refused_for_a_while_end_in_75_and_then_well()
    {
        await using var proxy = new FaultProxy(_fleet.Database!.Url);
        proxy.Refuse();
        var refused = await RunAsync(proxy);
        proxy.Accept();
        var taken = await RunAsync(proxy);

        Assert.Equal(75, refused.ExitCode);
        var failed = refused.Steps.First(step => step.Error is not null);
        Assert.Equal(3, failed.Attempts);
        Assert.Contains("the server cannot be reached: Connection refused", failed.Error, StringComparison.Ordinal);
        Assert.Equal(0, taken.ExitCode);
        await _fleet.AssertAsReferenceAsync(Day);
    }

    [Theory]
    [InlineData("nginx")]
    [InlineData("haproxy")]
    public async Task A_balancer_without_a_server_is_tried_again_and_ends_in_75(string kind)
    {
        await using var proxy = new FaultProxy(_fleet.Database!.Url) { Script = _ => FaultOf(kind) };

        var record = await RunAsync(proxy);
        var asked = await Assert.ThrowsAsync<ClickHouseException>(() =>
            new ClickHouseWarehouse(_fleet.Database.Options with { Url = proxy.Endpoint }, () => throw new InvalidOperationException())
                .QueryAsync("select 1 as n", TestContext.Current.CancellationToken));

        Assert.Equal(75, record.ExitCode);
        Assert.All(record.Steps.Where(step => step.Fault is not null), AssertTold);
        Assert.Equal(FaultKind.Transient, asked.Kind);
        Assert.Contains("found an answer that is not ClickHouse's: <html>", asked.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_comes_slowly_is_waited_for()
    {
        await using var proxy = new FaultProxy(_fleet.Database!.Url) { Script = _ => new Fault.SlowBody(20_000) };

        Assert.Equal(0, (await RunAsync(proxy)).ExitCode);
        await _fleet.AssertAsReferenceAsync(Day);
    }

    private static Fault FaultOf(string kind) => kind switch
    {
        "silence" => new Fault.Silence(),
        "refusal" => new Fault.Refusal(),
        "lost answer" => new Fault.LostAnswer(),
        "500" => new Fault.Answer(500, "<html>Internal Server Error</html>", "text/html"),
        "503" => new Fault.Answer(503, "<html>no server is available</html>", "text/html"),
        "nginx" => new Fault.Answer(502, Nginx, "text/html"),
        "haproxy" => new Fault.Answer(503, HaProxy, "text/html"),
        "reset within" => new Fault.ResetWithin(10),
        _ => new Fault.WrongLength(7),
    };

    // Three attempts within about a second are the runner's own; a server that says nothing is not waited for long here.
    private Task<RunRecord> RunAsync(FaultProxy proxy) => _fleet.TryRunAsync(
        Day,
        with: work => work with
        {
            Warehouse = new ClickHouseWarehouse(
                _fleet.Database!.Options with { Url = proxy.Endpoint, StatementTimeout = TimeSpan.FromSeconds(2) }, () => work.Lake.Leases),
        });

    private static void AssertTold(StepRecord step)
    {
        Assert.Equal(FaultKind.Transient, step.Fault);
        Assert.Equal(3, step.Attempts);
        Assert.Contains("/fleetlake_test_", step.Error, StringComparison.Ordinal);
    }
}
