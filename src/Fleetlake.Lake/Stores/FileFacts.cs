namespace Fleetlake.Lake.Stores;

/// <summary>What tells a file from what it was: its size and when it was last changed.</summary>
/// <param name="Size">In bytes.</param>
/// <param name="Ticks">The time of the last change in UTC, in ticks of 100 ns since year 1.</param>
internal readonly record struct FileFacts(long Size, long Ticks)
{
    public string ETag => $"{Ticks:x}-{Size:x}";

    /// <summary>Looks at the file of a path, or at the one that a link names at last; null when there is none.</summary>
    public static FileFacts? Of(string path)
    {
        if (OperatingSystem.IsLinux() && LinuxFiles.Look(path) is { } facts)
            return facts;
        var file = new FileInfo(path);
        if (!file.Exists)
            return null;
        var target = TargetOf(file);
        return new FileFacts(target.Length, target.LastWriteTimeUtc.Ticks);
    }

    // A link to nothing is itself what there is.
    private static FileInfo TargetOf(FileInfo file) =>
        file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target ? target : file;
}
