using System.Reflection;

namespace Fleetlake.Warehouse.Models;

/// <summary>Where model files come from: a folder, or those that the program carries.</summary>
internal static class ModelSources
{
    private const string Root = "models/";
    private const string Snippets = "snippets/";
    private const string Questions = "questions/";

    public static IReadOnlyList<SourceFile> InFolder(string folder)
    {
        if (!Directory.Exists(folder))
            throw new FleetlakeException(FaultKind.Caller, $"No folder of models at {folder}; expected one with files like name.sql.");
        return [.. Directory.EnumerateFiles(folder, "*.sql", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
            .Where(name => !name.StartsWith(Questions, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => Source(folder.TrimEnd('/', '\\') + "/", name, File.ReadAllText(Path.Combine(folder, name))))];
    }

    public static IReadOnlyList<SourceFile> BuiltIn() => [.. Embedded()
        .Where(file => !file.Path.StartsWith(Root + Questions, StringComparison.Ordinal))
        .Select(file => Source(Root, file.Path[Root.Length..], file.Text))];

    /// <summary>Every file of <c>models/</c> that the program carries.</summary>
    public static IEnumerable<(string Path, string Text)> Embedded()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames()
            .Select(name => (Resource: name, Path: name.Replace('\\', '/')))
            .Where(name => name.Path.StartsWith(Root, StringComparison.Ordinal))
            .OrderBy(name => name.Path, StringComparer.Ordinal)
            .Select(name => (name.Path, Text(assembly, name.Resource)));
    }

    private static SourceFile Source(string root, string name, string text) =>
        new(root + name, name.StartsWith(Snippets, StringComparison.Ordinal), text);

    private static string Text(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
