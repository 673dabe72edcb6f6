namespace Fleetlake.Lake.Stores;

/// <summary>Says what a fault of the file system means for the caller.</summary>
internal static class FolderFaults
{
    private const int DiskFullWindows = unchecked((int)0x80070070);
    private const int NoSpaceUnix = 28;
    private const int QuotaUnix = 122;

    public static LakeException Explain(Exception fault, string what, string path) => fault switch
    {
        LakeException known => known,
        FileNotFoundException or DirectoryNotFoundException =>
            new ObjectChangedException($"{path} was listed and is gone.", fault),
        UnauthorizedAccessException =>
            new LakeException(FaultKind.Caller, $"cannot {what} {path}: permission denied for {UserScratch.UserName}.", fault),
        IOException { HResult: DiskFullWindows or NoSpaceUnix or QuotaUnix } =>
            new LakeException(FaultKind.Failed, $"cannot {what} {path}: the disk is full.", fault),
        ArgumentOutOfRangeException =>
            new LakeException(FaultKind.Failed, $"cannot {what} {path}: the file is larger than the file system or the limit of this process allows.", fault),
        _ => new LakeException(FaultKind.Failed, $"cannot {what} {path}: {fault.Message}", fault),
    };

    /// <summary>True for what the file system refuses; .NET tells a file that is too large (EFBIG) as a value out of range.</summary>
    public static bool IsFileFault(Exception fault) =>
        fault is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException { ParamName: "value" };
}
