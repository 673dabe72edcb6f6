using System.Text;
using Fleetlake.Lake.Stores;

namespace Fleetlake.Tests.Lake;

/// <summary>A folder that goes with the test.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("fleetlake-").FullName;

    public FolderStore Store => new(Path);

    public string At(string key) => System.IO.Path.Combine([Path, .. key.Split('/')]);

    public string Write(string key, string content) => Write(key, Encoding.UTF8.GetBytes(content));

    public string Write(string key, byte[] content)
    {
        string path = At(key);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Every file below the folder, by its key.</summary>
    public string[] Files() =>
        [.. Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(Path, file).Replace(System.IO.Path.DirectorySeparatorChar, '/'))
            .Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
