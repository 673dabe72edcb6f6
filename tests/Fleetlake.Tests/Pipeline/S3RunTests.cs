using Fleetlake.Pipeline.Running;
using Fleetlake.Simulator;
using Fleetlake.Tests.Lake.S3;
using Fleetlake.Tests.Reference;
using Fleetlake.Tests.Warehouse;
using Xunit;

namespace Fleetlake.Tests.Pipeline;

/// <summary>Whole runs with the source and the lake in a bucket.</summary>
public sealed class S3RunTests
{
    private static readonly DateOnly First = new(2019, 6, 1);
    private static readonly DateOnly Second = new(2019, 6, 2);

    [Theory]
    [InlineData(TestEngine.DuckDb)]
    [InlineData(TestEngine.ClickHouse)]
    [InlineData(TestEngine.Redshift)]
    public async Task Messy_feed_in_a_bucket_gives_the_rows_of_the_reference(TestEngine engine)
    {
        await using var bucket = await TestBucket.CreateAsync();
        using var fleet = new FleetCase(engine: engine, bucket: bucket);
        fleet.Simulate(MessyMidnight);

        await fleet.RunAsync(First);
        await fleet.RunAsync(Second);
        await fleet.AssertAsReferenceAsync(First, Second);

        // Nothing has changed: nothing is done. Then a file changes and another goes.
        Assert.All((await fleet.RunAsync(First)).Steps, step => Assert.Equal("Unchanged", step.Status.ToString()));
        string[] keys = [.. fleet.Known.Keys.Order(StringComparer.Ordinal)];
        fleet.Put(keys[0], [.. fleet.Known[keys[0]], .. fleet.Known[keys[1]]]);
        fleet.Remove(keys[2]);
        await fleet.RunAsync(First);
        await fleet.RunAsync(Second);
        await fleet.AssertAsReferenceAsync(First, Second);
        fleet.ForgetRemoved();
        await fleet.RunAsync(First, new RunOptions(Prune: true));
        await fleet.AssertAsReferenceAsync(First, Second);
        Assert.Empty(await bucket.UnfinishedUploadsAsync());
        Assert.DoesNotContain(await bucket.KeysAsync(), key => key.Contains("/_tmp/", StringComparison.Ordinal));
        Assert.False(Directory.Exists(Path.Combine(fleet.Root, "scratch")) && Directory.EnumerateFiles(Path.Combine(fleet.Root, "scratch"), "*", SearchOption.AllDirectories).Any());
    }

    [Theory]
    [InlineData(TestEngine.DuckDb)]
    [InlineData(TestEngine.ClickHouse)]
    [InlineData(TestEngine.Redshift)]
    public async Task Sample_in_a_bucket_gives_the_known_numbers_and_the_rows_of_the_reference(TestEngine engine)
    {
        string? sample = Environment.GetEnvironmentVariable("FLEETLAKE_SAMPLE");
        Assert.SkipWhen(
            string.IsNullOrEmpty(sample),
            "Set FLEETLAKE_SAMPLE to the folder of the door2door data engineer challenge's sample (2019/06/01/…) to run this.");
        await using var bucket = await TestBucket.CreateAsync();
        using var fleet = new FleetCase("America/Sao_Paulo", engine, bucket: bucket);
        foreach (var (key, bytes) in ReferenceLake.ReadFolder(sample!))
            fleet.Put(key, bytes);

        await fleet.RunAsync(First);

        var answer = await fleet.QueryAsync(
            "select avg(m), count(*) from (select organization_id, operating_period_id, vehicle_id, sum(driven_meters) as m from operating_period_distance group by organization_id, operating_period_id, vehicle_id) as t");
        Assert.Equal(7_779.858, (double)answer[0][0]!, 0.0005);
        Assert.Equal(144L, answer[0][1]);
        await fleet.AssertAsReferenceAsync(First);
    }

    private static FleetOptions MessyMidnight => new() { Date = First, StartSecond = 86_400 - 150, Seconds = 300, Vehicles = 8, Mess = 0.1 };
}
