using Fleetlake.Lake.Leases;
using Fleetlake.Lake.Stores;

namespace Fleetlake.Lake;

/// <summary>The zones of a lake and the leases on what lies in them.</summary>
/// <param name="Raw">The raw zone, with the state of the lake.</param>
/// <param name="Staging">The staging zone.</param>
/// <param name="Leases">The leases, which lie beside the state.</param>
/// <param name="ScratchFolder">A folder of this machine for files that do not outlive a run.</param>
public sealed record DataLake(IObjectStore Raw, IObjectStore Staging, ILeases Leases, string ScratchFolder)
{
    /// <summary>Opens a lake in two folders.</summary>
    /// <param name="raw">The folder of the raw zone.</param>
    /// <param name="staging">The folder of the staging zone.</param>
    public static DataLake Open(string raw, string staging) => new(
        ObjectStores.Open(raw), ObjectStores.Open(staging), new FolderLeases(Path.Combine(raw, "_leases")), Path.Combine(raw, "_tmp"));

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
}
