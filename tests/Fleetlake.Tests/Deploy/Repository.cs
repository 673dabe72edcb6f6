using System.Runtime.CompilerServices;

namespace Fleetlake.Tests.Deploy;

/// <summary>The files of the repository that these tests were built from.</summary>
internal static class Repository
{
    public static string Read(params string[] path) => File.ReadAllText(PathOf(path));

    public static string PathOf(params string[] path) => Path.Combine([Root(), .. path]);

    private static string Root([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", ".."));
}
