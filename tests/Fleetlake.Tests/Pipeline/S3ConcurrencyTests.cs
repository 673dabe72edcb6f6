using Fleetlake.Lake;
using Fleetlake.Pipeline.Running;
using Fleetlake.Simulator;
using Fleetlake.Tests.Lake.S3;
using ParquetSharp;
using Xunit;

namespace Fleetlake.Tests.Pipeline;

/// <summary>What goes on at once on one lake in a bucket.</summary>
public sealed class S3ConcurrencyTests
{
    private const int Rounds = 20;
    private static readonly DateOnly First = new(2019, 6, 1);
    private static readonly DateOnly Second = new(2019, 6, 2);

    [Fact]
    public async Task One_date_run_twice_at_once_is_run_once_and_then_found_done()
    {
        await using var bucket = await TestBucket.CreateAsync();
        using var fleet = new FleetCase(bucket: bucket);
        fleet.Simulate(new FleetOptions { Date = First, Seconds = 90, Vehicles = 6, Mess = 0.1 });

        var runs = await Task.WhenAll(Run(fleet, First), Run(fleet, First));

        Assert.All(runs, run => Assert.True(run.ExitCode == 0, run.Error));
        Assert.Single(runs, run => run.Error.Contains("extract: as it should be", StringComparison.Ordinal));
        await fleet.AssertAsReferenceAsync(First);
    }

    [Fact]
    public async Task Two_dates_that_touch_each_other_are_run_at_once_to_the_rows_of_the_reference()
    {
        await using var bucket = await TestBucket.CreateAsync();
        using var fleet = new FleetCase(bucket: bucket);
        fleet.Simulate(new FleetOptions { Date = First, StartSecond = 86_400 - 100, Seconds = 200, Vehicles = 6, Mess = 0.1 });

        var runs = await Task.WhenAll(Run(fleet, First), Run(fleet, Second));

        Assert.All(runs, run => Assert.True(run.ExitCode == 0, run.Error));
        await fleet.AssertAsReferenceAsync(First, Second);
    }

    [Fact]
    public async Task Run_after_a_killed_one_waits_for_its_lease_and_mends_what_it_left()
    {
        await using var bucket = await TestBucket.CreateAsync();
        using var fleet = new FleetCase(bucket: bucket);
        fleet.Simulate(new FleetOptions { Date = First, Seconds = 90, Vehicles = 6, Mess = 0.1 });
        using (var process = FleetlakeProcess.Start(fleet, "run", "--date", LakeLayout.Date(First)))
        {
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            while (!(await bucket.KeysAsync()).Contains("lake/raw/_leases/source-date/2019-06-01.json"))
                await Task.Delay(20, TestContext.Current.CancellationToken);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var (exitCode, error) = await Run(fleet, First);

        Assert.True(exitCode == 0, error);
        await fleet.AssertAsReferenceAsync(First);
    }

    [Fact]
    public async Task Reader_of_the_lake_sees_whole_partitions_while_a_day_is_run_again_and_again()
    {
        await using var bucket = await TestBucket.CreateAsync();
        using var fleet = new FleetCase(bucket: bucket);
        fleet.Simulate(new FleetOptions { Date = First, Seconds = 60, Vehicles = 6, Mess = 0.1 });
        await fleet.RunAsync(First);
        var whole = new HashSet<(string Part, long Rows)>(await PartsAsync(bucket));
        string[] keys = [.. fleet.Known.Keys.Order(StringComparer.Ordinal)];

        using var done = new CancellationTokenSource();
        var reader = Task.Run(() => ReadUntilAsync(bucket, done.Token), TestContext.Current.CancellationToken);
        for (int i = 0; i < Rounds; i++)
        {
            // Each round another file comes twice over: raw grows, and what is in raw is staged anew.
            fleet.Put(keys[i], [.. fleet.Known[keys[i]], .. fleet.Known[keys[i + 1]]]);
            await fleet.RunAsync(First, new RunOptions(Force: true));
            whole.UnionWith(await PartsAsync(bucket));
        }

        await done.CancelAsync();
        var seen = await reader;
        Assert.True(seen.Count > Rounds);
        Assert.All(seen, part => Assert.Contains(part, whole));
        await fleet.AssertAsReferenceAsync(First);
    }

    private static async Task<List<(string Part, long Rows)>> ReadUntilAsync(TestBucket bucket, CancellationToken done)
    {
        var seen = new List<(string Part, long Rows)>();
        while (!done.IsCancellationRequested)
            seen.AddRange(await PartsAsync(bucket));
        return seen;
    }

    // Every part as it is at this moment, every value of its first column read.
    private static async Task<List<(string Part, long Rows)>> PartsAsync(TestBucket bucket)
    {
        var parts = new List<(string Part, long Rows)>();
        foreach (string key in (await bucket.KeysAsync()).Where(key => key.EndsWith(".parquet", StringComparison.Ordinal) && !key.Contains("/_", StringComparison.Ordinal)))
        {
            using var bytes = new MemoryStream(await bucket.GetAsync(key));
            using var file = new ParquetFileReader(bytes);
            for (int i = 0; i < file.FileMetaData.NumRowGroups; i++)
            {
                using var group = file.RowGroup(i);
                using var column = group.Column(0).LogicalReader<string>();
                Assert.Equal(group.MetaData.NumRows, column.ReadAll((int)group.MetaData.NumRows).Length);
            }

            parts.Add((key, file.FileMetaData.NumRows));
        }

        return parts;
    }

    private static Task<(int ExitCode, string Error)> Run(FleetCase fleet, DateOnly date) =>
        FleetlakeProcess.RunAsync(fleet, "run", "--date", LakeLayout.Date(date));
}
