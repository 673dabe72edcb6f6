using System.IO.Compression;
using System.Text;
using CsCheck;
using Fleetlake.Lake;
using Fleetlake.Pipeline.History;
using Fleetlake.Simulator;
using Fleetlake.Tests.Events;
using Fleetlake.Tests.Lake.S3;
using Fleetlake.Tests.Pipeline;
using Fleetlake.Tests.Reference;
using Xunit;

namespace Fleetlake.Tests.Glue;

/// <summary>The Spark job: every table as the reference has it, and one lake that the job and the product keep in turn.</summary>
public sealed class GlueJobTests
{
    private const string LateKey = "2019-06-01-23-59-59-events.json";
    private static readonly DateOnly First = new(2019, 6, 1);
    private static readonly DateOnly Second = new(2019, 6, 2);
    private static readonly DateOnly Third = new(2019, 6, 3);
    private static readonly string[] LakeTables =
        ["raw", "rejected_events", "update_events", "register_events", "deregister_events", "create_events", "delete_events"];
    private static readonly string[] Models = ["vehicle_operation_metadata", "vehicle_position_data", "operating_period_distance", "vehicle_daily_distance"];

    [Fact]
    public async Task Sample_gives_the_known_numbers_and_the_rows_of_the_reference()
    {
        string? sample = Environment.GetEnvironmentVariable("FLEETLAKE_SAMPLE");
        Assert.SkipWhen(
            string.IsNullOrEmpty(sample),
            "Set FLEETLAKE_SAMPLE to the folder of the door2door data engineer challenge's sample (2019/06/01/…) to run this.");
        using var fleet = new FleetCase("America/Sao_Paulo");
        foreach (var (key, bytes) in ReferenceLake.ReadFolder(sample!))
            fleet.Put(key, bytes);

        var said = await new GlueJob(fleet).RunAsync(First, First);

        Assert.Equal(35_351, said[0].GetProperty("raw").GetInt64());
        var expected = AssertAsReference(fleet, First);
        Assert.Equal(35_149, expected.VehiclePositionData.Count);
        Assert.Equal(7_779.858, ReferenceLake.ReferenceAnswer(expected)!.Value, 0.0005);
    }

    [Fact]
    public async Task Messy_feed_gives_the_rows_of_the_reference_also_after_late_files()
    {
        using var fleet = new FleetCase();
        fleet.Simulate(MessyMidnight);
        // A vehicle of which a mistaken file says that it registered days before.
        fleet.Put(LateKey, [.. fleet.Known[LateKey], .. Encoding.UTF8.GetBytes('\n' + ReferenceCase.Vehicle("register", "1T00:00:00").Replace("2019-06-01", "2019-05-20", StringComparison.Ordinal) + '\n')]);
        var job = new GlueJob(fleet);

        await job.RunAsync(First, Second);
        AssertAsReference(fleet, First, Second);
        string early = Path.Combine(job.Staging, "register_events", "date=2019-05-20", "part-00000.parquet");
        Assert.True(File.Exists(early));

        // Nothing has changed: nothing is done, by the job or by the product.
        var again = await job.RunAsync(First, Second);
        Assert.All(again.SkipLast(1), date => Assert.False(date.GetProperty("isChanged").GetBoolean()));
        Assert.All(again.SkipLast(1), date => Assert.Equal(0, date.GetProperty("partitions").GetInt32()));
        Assert.All(again[^1].GetProperty("models").EnumerateObject(), model => Assert.Equal(0, model.Value.GetInt32()));
        AssertLakeIsAsItShouldBe(await fleet.RunAsync(First));
        AssertLakeIsAsItShouldBe(await fleet.RunAsync(Second));
        await fleet.AssertAsReferenceAsync(First, Second);

        // The mistake is mended, so that its partition becomes empty; a file goes, whose rows are kept; a late one comes.
        string[] keys = [.. fleet.Known.Keys.Where(key => key.StartsWith("2019-06-01", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        fleet.Put(LateKey, ReferenceCase.Update("1T23:59:59", 52.5, 13.4) + "\n" + ReferenceCase.Vehicle("deregister", "1T23:59:00"));
        fleet.Remove(keys[3]);
        fleet.Put("2019-06-02-23-59-59-events.json", ReferenceCase.Vehicle("register", "1T23:58:00"));
        await job.RunAsync(First, Second);
        AssertAsReference(fleet, First, Second);
        Assert.False(File.Exists(early));
        AssertLakeIsAsItShouldBe(await fleet.RunAsync(First));
        AssertLakeIsAsItShouldBe(await fleet.RunAsync(Second));
        await fleet.AssertAsReferenceAsync(First, Second);
    }

    [Fact]
    public async Task Lines_by_chance_have_the_rows_files_reasons_and_details_of_the_product()
    {
        using var fleet = new FleetCase();
        using var own = new FleetCase();
        own.Environment["FLEETLAKE_SOURCE__MAXREJECTEDSHARE"] = "1";
        byte[][] lines = LineGen.Any.Array[3000].Generate(new PCG(1, 7), null, out _);
        foreach (var each in new[] { fleet, own })
        {
            each.Put("2019-06-01-0-0-0-events.json", Joined(lines[..2000]));
            each.Put("2019-06-01-0-0-1-events.json.gz", [.. Compressed(Joined(lines[2000..2500])), .. Compressed(Joined(lines[2500..]))]);
            each.Put("2019-06-01-0-0-2-events.json", LargeObject());
        }

        await new GlueJob(fleet).RunAsync(First, First, "--steps", "lake", "--max-rejected-share", "1");
        await own.RunAsync(First);

        var (found, expected) = (new LakeRows(Path.Combine(fleet.Root, "lake")), new LakeRows(Path.Combine(own.Root, "lake")));
        foreach (string table in LakeTables)
        {
            Assert.NotEmpty(expected.WithFiles(table));
            Assert.Equal(expected.WithFiles(table), found.WithFiles(table));
        }
    }

    [Fact]
    public async Task Late_file_of_a_date_before_is_found_by_looking_back()
    {
        using var fleet = new FleetCase();
        fleet.Put("2019-06-01-12-0-0-events.json", ReferenceCase.Vehicle("register", "1T12:00:00"));
        fleet.Put("2019-06-02-12-0-0-events.json", ReferenceCase.Vehicle("register", "2T12:00:00"));
        fleet.Put("2019-06-03-12-0-0-events.json", ReferenceCase.Vehicle("register", "3T12:00:00"));
        var job = new GlueJob(fleet);
        await job.RunAsync(First, Second, "--steps", "lake");
        fleet.Put(LateKey, ReferenceCase.Vehicle("deregister", "1T23:59:00"));

        // The second has not changed, and the last of May has no files: neither is taken in.
        var said = await job.RunAsync(Third, Third, "--lookback", "3");
        Assert.Equal(["2019-06-03", "2019-06-01"], said.SkipLast(1).Select(date => date.GetProperty("date").GetString()));
        AssertAsReference(fleet, First, Second, Third);

        var (exitCode, output) = await job.TryRunAsync(Third, Third, "--lookback", "367");
        Assert.Equal(2, exitCode);
        Assert.Contains("--lookback: found 367, expected a whole number of dates from 0 to 366", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Day_more_publishes_again_only_the_partitions_whose_rows_change()
    {
        using var fleet = new FleetCase();
        var fourth = Third.AddDays(1);
        for (int day = 1; day <= 4; day++)
        {
            fleet.Put(
                $"2019-06-0{day}-12-0-0-events.json",
                string.Join('\n', ReferenceCase.Vehicle("register", $"{day}T12:00:00"), ReferenceCase.Update($"{day}T12:00:01", 52.5, 13.4),
                    ReferenceCase.Update($"{day}T12:00:09", 52.6, 13.4), ReferenceCase.Vehicle("deregister", $"{day}T13:00:00"),
                    ReferenceCase.Period("create", $"{day}T11:00:00", $"{day}T11:00:00", $"{day}T14:00:00").Replace("\"p\"", $"\"p{day}\"", StringComparison.Ordinal)));
        }

        var job = new GlueJob(fleet);
        await job.RunAsync(First, Third);
        var before = ModelFiles(job);
        Assert.Equal(12, before.Count);

        // The model of all dates' operating periods is computed for each of them; its rows of the first three are what they were.
        var said = await job.RunAsync(fourth, fourth);
        var after = ModelFiles(job);
        AssertAsReference(fleet, First, Second, Third, fourth);
        Assert.All(said[^1].GetProperty("models").EnumerateObject(), model => Assert.Equal(1, model.Value.GetInt32()));
        Assert.Equal(before, after.Where(file => !file.Key.Contains("date=2019-06-04", StringComparison.Ordinal)));
        Assert.Equal(16, after.Count);

        // A position more of the first changes its own models and no operation.
        fleet.Put(LateKey, ReferenceCase.Update("1T12:30:00", 52.7, 13.4));
        await job.RunAsync(First, First);
        AssertAsReference(fleet, First, Second, Third, fourth);
        Assert.DoesNotContain(ModelFiles(job).Except(after), file => file.Key.Contains("vehicle_operation_metadata", StringComparison.Ordinal));
        Assert.Contains(ModelFiles(job).Except(after), file => file.Key.Contains("operating_period_distance/date=2019-06-01", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rows_of_a_file_that_many_tasks_wrote_are_in_order_of_id_and_time()
    {
        using var fleet = new FleetCase();
        fleet.Simulate(MessyMidnight);

        // Small shares, which Spark would join to one again.
        var job = new GlueJob(fleet)
        {
            Before = """
                from fleetlake_glue import session, stage
                stage._ROWS_A_TASK = 50
                session._SETTINGS["spark.sql.adaptive.coalescePartitions.enabled"] = "false"
                session._SETTINGS["spark.sql.shuffle.partitions"] = "8"
                """,
        };

        await job.RunAsync(First, First, "--steps", "lake");

        var rows = new LakeRows(Path.Combine(fleet.Root, "lake")).InOrder("update_events", "vehicle_id", "updated_at");
        Assert.InRange(rows.Count, 200, int.MaxValue);
        Assert.Equal(rows.OrderBy(row => row.File, StringComparer.Ordinal).ThenBy(row => row.Id, StringComparer.Ordinal).ThenBy(row => row.At), rows);
    }

    [Fact]
    public async Task Bucket_gives_the_rows_of_the_reference_and_a_lease_that_is_held_is_waited_for()
    {
        await using var bucket = await TestBucket.CreateAsync();
        using var fleet = new FleetCase(bucket: bucket);
        fleet.Simulate(MessyMidnight with { Seconds = 200, Vehicles = 4 });
        var job = new GlueJob(fleet);
        var lake = DataLake.Open(job.Raw, job.Staging, new LakeOptions { S3 = bucket.Options });
        await using (await lake.Leases.AcquireAsync("source-date/2019-06-01", TimeSpan.Zero, TestContext.Current.CancellationToken))
        {
            var (exitCode, output) = await job.TryRunAsync(First, First, "--wait-seconds", "1");
            Assert.Equal(75, exitCode);
            Assert.Contains($"the lease on source-date/2019-06-01 is held by process {Environment.ProcessId} on ", output, StringComparison.Ordinal);
        }

        await job.RunAsync(First, Second);

        string copy = Path.Combine(fleet.Root, "downloaded");
        await bucket.DownloadAsync("lake/raw/date=", Path.Combine(copy, "raw"));
        await bucket.DownloadAsync("lake/staging/", Path.Combine(copy, "staging"));
        AssertAsReference(fleet, copy, First, Second);
        AssertLakeIsAsItShouldBe(await fleet.RunAsync(First));
        AssertLakeIsAsItShouldBe(await fleet.RunAsync(Second));
        await fleet.AssertAsReferenceAsync(First, Second);
        Assert.Empty(await bucket.UnfinishedUploadsAsync());
        Assert.DoesNotContain(await bucket.KeysAsync(), key => key.Contains("/_tmp/", StringComparison.Ordinal));
    }

    // When each file of a model was put.
    private static SortedDictionary<string, DateTime> ModelFiles(GlueJob job) => new(
        Models.SelectMany(model => Directory.EnumerateFiles(Path.Combine(job.Staging, model), "*.parquet", SearchOption.AllDirectories)).ToDictionary(file => file, File.GetLastWriteTimeUtc),
        StringComparer.Ordinal);

    private static byte[] Joined(IEnumerable<byte[]> lines) => [.. lines.SelectMany(line => line.Append((byte)'\n'))];

    private static byte[] Compressed(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
            gzip.Write(content);
        return compressed.ToArray();
    }

    // More than a task reads at once, cut somewhere within its lines, of which one is too long for the contract and some are blank.
    private static byte[] LargeObject()
    {
        var content = new StringBuilder("\ufeff");
        for (int i = 0; i < 1200; i++)
            content.Append(ReferenceCase.Vehicle("update", "1T00:00:00", $$"""{"id":"v{{i}}","note":"{{new string('x', 32_000 + i)}}"}""")).Append(i % 100 == 0 ? "\n \r\n" : "\n");
        content.Append('y', (64 << 20) + 1).Append('\n').Append(ReferenceCase.Vehicle("register", "1T00:00:00"));
        return Encoding.UTF8.GetBytes(content.ToString());
    }

    private static FleetOptions MessyMidnight => new() { Date = First, StartSecond = 86_400 - 150, Seconds = 300, Vehicles = 8, Mess = 0.1 };

    private static ReferenceTables AssertAsReference(FleetCase fleet, params DateOnly[] dates) =>
        AssertAsReference(fleet, Path.Combine(fleet.Root, "lake"), dates);

    private static ReferenceTables AssertAsReference(FleetCase fleet, string lake, params DateOnly[] dates)
    {
        var expected = ReferenceLake.Compute(fleet.Known, dates, new ReferenceOptions(fleet.TimeZone));
        TableComparison.AssertSame(expected, new LakeRows(lake).Of);
        return expected;
    }

    // The product finds the commit and the staged partitions that the job has left as it would have left them.
    private static void AssertLakeIsAsItShouldBe(RunRecord run) => Assert.All(
        run.Steps.Where(step => step.Id == "extract" || step.Id.StartsWith("stage:", StringComparison.Ordinal)),
        step => Assert.Equal("Unchanged", step.Status.ToString()));
}
