using System.Security.Cryptography;
using System.Text;
using Fleetlake.Lake.Leases;
using Fleetlake.Lake.Stores;
using Fleetlake.Lake.Stores.S3;

namespace Fleetlake.Lake;

/// <summary>The zones of a lake and the leases on what lies in them.</summary>
/// <param name="Raw">The raw zone, with the state of the lake.</param>
/// <param name="Staging">The staging zone.</param>
/// <param name="Leases">The leases, which lie beside the state.</param>
/// <param name="ScratchFolder">A folder of this machine for files that do not outlive a run.</param>
public sealed record DataLake(IObjectStore Raw, IObjectStore Staging, ILeases Leases, string ScratchFolder)
{
    /// <summary>Opens a lake whose zones are folders or buckets.</summary>
    /// <param name="raw">The folder or the <c>s3://</c> URL of the raw zone.</param>
    /// <param name="staging">The folder or the <c>s3://</c> URL of the staging zone.</param>
    /// <param name="options">How it is kept.</param>
    /// <exception cref="LakeException">A URL names no store that there is.</exception>
    public static DataLake Open(string raw, string staging, LakeOptions? options = null)
    {
        options ??= new LakeOptions();
        string scratch = ScratchOf(raw, options);
        var s3 = options.S3 with { ScratchFolder = scratch };
        var rawZone = ObjectStores.Open(raw, s3);
        return new DataLake(rawZone, ObjectStores.Open(staging, s3), LeasesOf(rawZone, raw, options), scratch);
    }

    /// <summary>The owner of a source date's uploads and scratch files: whoever holds the date's lease.</summary>
    public static string Owner(DateOnly sourceDate) => $"source-{LakeLayout.Date(sourceDate)}";

    /// <summary>The owner of a staged partition's: whoever holds the partition's lease.</summary>
    public static string Owner(string table, DateOnly date) => $"{table}-{LakeLayout.Date(date)}";

    /// <summary>Removes what an owner that was killed has left. The caller holds the owner's lease.</summary>
    public async Task SweepAsync(string owner, CancellationToken cancellation)
    {
        await Raw.SweepAsync(owner, cancellation);
        await Staging.SweepAsync(owner, cancellation);
        string scratch = Scratch(owner);
        if (Directory.Exists(scratch))
            Directory.Delete(scratch, recursive: true);
    }

    /// <summary>The folder for an owner's scratch files.</summary>
    public string Scratch(string owner) => Path.Combine(ScratchFolder, owner, "scratch");

    private static ILeases LeasesOf(IObjectStore rawZone, string raw, LakeOptions options)
    {
        if (rawZone is not S3Store bucket)
            return new FolderLeases(Path.Combine(raw, "_leases"));
        return options.SingleWriter
            ? new SingleWriterLeases()
            : new ObjectLeases(bucket, () => bucket.Clock.Now, LeaseTiming.Default);
    }

    // Owners' names are those of one lake: another lake on this machine has a folder of its own.
    private static string ScratchOf(string raw, LakeOptions options)
    {
        if (!ObjectStores.IsS3(raw))
            return Path.Combine(raw, "_tmp");
        string lake = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{options.S3.Endpoint} {raw}")).AsSpan(0, 8));
        return Path.Combine(options.ScratchFolder ?? UserScratch.Folder, lake);
    }
}
