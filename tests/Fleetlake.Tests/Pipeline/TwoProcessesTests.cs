using Fleetlake.Lake;
using Fleetlake.Simulator;
using Fleetlake.Tests.Warehouse;
using Xunit;

namespace Fleetlake.Tests.Pipeline;

/// <summary>Runs that go on at once, in processes of their own.</summary>
public sealed class TwoProcessesTests
{
    private static readonly DateOnly First = new(2019, 6, 1);
    private static readonly DateOnly Second = new(2019, 6, 2);

    [Theory]
    [InlineData(TestEngine.DuckDb, 1)]
    [InlineData(TestEngine.DuckDb, 2)]
    [InlineData(TestEngine.DuckDb, 3)]
    [InlineData(TestEngine.ClickHouse, 1)]
    [InlineData(TestEngine.ClickHouse, 2)]
    [InlineData(TestEngine.ClickHouse, 3)]
    public async Task Two_dates_that_touch_each_other_are_run_at_once_to_the_rows_of_the_reference(TestEngine engine, int seed)
    {
        using var fleet = new FleetCase(engine: engine);
        fleet.Simulate(new FleetOptions
        {
            Date = First,
            StartSecond = 86_400 - 300,
            Seconds = 600,
            Vehicles = 8,
            Seed = (ulong)seed,
            Mess = 0.1,
        });

        var runs = await Task.WhenAll(Run(fleet, First), Run(fleet, Second));

        Assert.All(runs, run => Assert.True(run.ExitCode == 0, run.Error));
        await fleet.AssertAsReferenceAsync(First, Second);
    }

    [Fact]
    public async Task One_date_run_twice_at_once_is_run_once_and_then_found_done()
    {
        using var fleet = new FleetCase();
        fleet.Simulate(new FleetOptions { Date = First, Seconds = 120, Vehicles = 6, Mess = 0.1 });

        var runs = await Task.WhenAll(Run(fleet, First), Run(fleet, First));

        Assert.All(runs, run => Assert.True(run.ExitCode == 0, run.Error));
        Assert.Single(runs, run => run.Error.Contains("extract: as it should be", StringComparison.Ordinal));
        await fleet.AssertAsReferenceAsync(First);
    }

    private static Task<(int ExitCode, string Error)> Run(FleetCase fleet, DateOnly date) =>
        FleetlakeProcess.RunAsync(fleet, "run", "--date", LakeLayout.Date(date));
}
