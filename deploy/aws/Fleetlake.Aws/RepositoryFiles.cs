namespace Fleetlake.Aws;

/// <summary>The files of the repository that go along with the stacks.</summary>
internal static class RepositoryFiles
{
    /// <summary>The path of a file or folder.</summary>
    /// <exception cref="FleetlakeException">Caller, when it is not there.</exception>
    public static string Find(string root, string name)
    {
        string path = Path.GetFullPath(name, root);
        return Path.Exists(path)
            ? path
            : throw new FleetlakeException(FaultKind.Caller, $"{name}: found nothing there, expected it in {root}; run this in a whole clone.");
    }
}
