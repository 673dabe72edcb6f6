using System.Runtime.InteropServices;

namespace Fleetlake.Lake;

/// <summary>The folder for scratch files where nobody names one: below the system's temporary one, and nobody else's to read.</summary>
internal static partial class UserScratch
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Its path; a temporary folder that all users share has one for each.</summary>
    public static string Folder { get; } =
        Path.Combine(Path.GetTempPath(), OperatingSystem.IsWindows() ? "fleetlake" : $"fleetlake-{EffectiveUser()}");

    /// <summary>What the user is called, for messages; a container's user may have a number alone.</summary>
    public static string UserName => Environment.UserName.Length > 0 || OperatingSystem.IsWindows() ? $"user {Environment.UserName}" : $"user {EffectiveUser()}";

    /// <summary>Makes a folder for scratch files, here or elsewhere.</summary>
    /// <exception cref="UnauthorizedAccessException">It would lie in a folder of another user.</exception>
    public static void Create(string folder)
    {
        if (!OperatingSystem.IsWindows() && folder.StartsWith(Folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            Directory.CreateDirectory(Folder, OwnerOnly);

            // Fails where another has made it.
            File.SetUnixFileMode(Folder, OwnerOnly);
        }

        Directory.CreateDirectory(folder);
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();
}
