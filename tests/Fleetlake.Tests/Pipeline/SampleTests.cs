using Fleetlake.Tests.Reference;
using Fleetlake.Tests.Warehouse;
using Xunit;

namespace Fleetlake.Tests.Pipeline;

/// <summary>The public sample: numbers that an independent calculation gave, and every row as the reference has it.</summary>
public sealed class SampleTests
{
    private static readonly DateOnly Day = new(2019, 6, 1);

    [Theory]
    [InlineData(TestEngine.DuckDb)]
    [InlineData(TestEngine.ClickHouse)]
    [InlineData(TestEngine.Redshift)]
    public async Task Sample_gives_the_known_numbers_and_the_rows_of_the_reference(TestEngine engine)
    {
        string? sample = Environment.GetEnvironmentVariable("FLEETLAKE_SAMPLE");
        Assert.SkipWhen(
            string.IsNullOrEmpty(sample),
            "Set FLEETLAKE_SAMPLE to the folder of the door2door data engineer challenge's sample (2019/06/01/…) to run this.");
        using var fleet = new FleetCase("America/Sao_Paulo", engine);
        foreach (var (key, bytes) in ReferenceLake.ReadFolder(sample!))
            fleet.Put(key, bytes);

        var run = await fleet.RunAsync(Day);
        var again = await fleet.RunAsync(Day);

        Assert.Equal(0, run.ExitCode);
        Assert.All(again.Steps, step => Assert.Equal("Unchanged", step.Status.ToString()));
        Assert.Equal(35_351L, run.Steps[0].Outcome!.Rows);
        Assert.Equal([35_149L, 100L, 100L, 2L, 0L], run.Steps.Skip(1).Take(5).Select(step => step.Outcome!.Rows));
        Assert.Equal(0L, run.Steps[0].Outcome!.Rejected);
        Assert.Equal(144L, (await fleet.QueryAsync("select count(*) from vehicle_operation_metadata"))[0][0]);
        var positions = (await fleet.QueryAsync("select count(*), sum(driven_meters) from vehicle_position_data"))[0];
        Assert.Equal(35_149L, positions[0]);
        Assert.Equal(1_229_620.444, (double)positions[1]!, 0.0005);
        var answer = await fleet.QueryAsync(
            "select avg(m), count(*) from (select organization_id, operating_period_id, vehicle_id, sum(driven_meters) as m from operating_period_distance group by organization_id, operating_period_id, vehicle_id) as t");
        Assert.Equal(7_779.858, (double)answer[0][0]!, 0.0005);
        Assert.Equal(144L, answer[0][1]);
        await fleet.AssertAsReferenceAsync(Day);
    }
}
