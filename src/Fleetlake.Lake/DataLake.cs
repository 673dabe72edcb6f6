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
    public static string Owner(DateOnly sourceDate) => LakeLayout.Date(sourceDate);

    /// <summary>Removes what a run of the source date that was killed has left. The caller holds the date's lease.</summary>
    public async Task SweepAsync(DateOnly sourceDate, CancellationToken cancellation)
    {
        await Raw.SweepAsync(Owner(sourceDate), cancellation);
        await Staging.SweepAsync(Owner(sourceDate), cancellation);
        string scratch = Scratch(sourceDate);
        if (Directory.Exists(scratch))
            Directory.Delete(scratch, recursive: true);
    }

    /// <summary>The folder for a source date's scratch files.</summary>
    public string Scratch(DateOnly sourceDate) => Path.Combine(ScratchFolder, Owner(sourceDate), "scratch");
}
