using Fleetlake.Lake;
using Fleetlake.Tests.Lake.S3;
using Fleetlake.Tests.Pipeline;
using Xunit;

namespace Fleetlake.Tests.Glue;

/// <summary>The job's leases and the product's are the same ones: who has one keeps the other out, in both directions.</summary>
public sealed class GlueLeaseTests
{
    private const string Name = "update_events/2019-06-01";

    // Holds the lease until the file beside it is there, and says so.
    private const string Hold = """
        import os, sys, time
        from fleetlake_glue.leases import open_leases
        from fleetlake_glue.stores import open_store
        with open_leases(open_store(sys.argv[1])).hold(sys.argv[2], 0) as ensure_held:
            open(sys.argv[3], "w").close()
            while os.path.exists(sys.argv[3]):
                time.sleep(0.02)
            ensure_held()
        """;

    [Fact]
    public async Task Lease_of_the_job_keeps_the_product_out_of_a_folder() => await AssertExclusiveAsync(bucket: null);

    [Fact]
    public async Task Lease_of_the_job_keeps_the_product_out_of_a_bucket()
    {
        await using var bucket = await TestBucket.CreateAsync();
        await AssertExclusiveAsync(bucket);
    }

    [Fact]
    public async Task Bucket_that_is_not_there_is_no_server_without_conditions()
    {
        await using var bucket = await TestBucket.CreateAsync();
        using var fleet = new FleetCase(bucket: bucket);
        var (exitCode, output) = await new GlueJob(fleet).PythonAsync(Hold, "s3://no-such-bucket-here/raw", Name, Path.Combine(fleet.Root, "held"));
        Assert.Equal(1, exitCode);
        Assert.Contains("NoSuchBucket", output, StringComparison.Ordinal);
        Assert.DoesNotContain("does not honour", output, StringComparison.Ordinal);
    }

    private static async Task AssertExclusiveAsync(TestBucket? bucket)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var fleet = new FleetCase(bucket: bucket);
        var job = new GlueJob(fleet);
        var leases = DataLake.Open(job.Raw, job.Staging, bucket is null ? null : new LakeOptions { S3 = bucket.Options }).Leases;
        string flag = Path.Combine(fleet.Root, "held");

        var holding = job.PythonAsync(Hold, job.Raw, Name, flag);
        while (!File.Exists(flag) && !holding.IsCompleted)
            await Task.Delay(20, cancellation);
        if (holding.IsCompleted)
            Assert.Equal((0, ""), await holding);
        var held = await Assert.ThrowsAsync<LakeException>(() => leases.AcquireAsync(Name, TimeSpan.FromMilliseconds(100), cancellation));
        Assert.Equal(FaultKind.Held, held.Kind);
        Assert.Contains("is held by process ", held.Message, StringComparison.Ordinal);
        File.Delete(flag);
        Assert.Equal((0, ""), await holding);

        // Let go of, it is the product's, and keeps the job out.
        await using var own = await leases.AcquireAsync(Name, TimeSpan.FromSeconds(1), cancellation);
        var (exitCode, output) = await job.PythonAsync(Hold, job.Raw, Name, flag);
        Assert.Equal(1, exitCode);
        Assert.Contains($"the lease on {Name} is held by process {Environment.ProcessId} on ", output, StringComparison.Ordinal);
    }
}
