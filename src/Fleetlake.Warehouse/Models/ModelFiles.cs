namespace Fleetlake.Warehouse.Models;

/// <summary>The files of <c>models/</c> that the program carries, for somebody who wants to start from them.</summary>
public static class ModelFiles
{
    /// <summary>Every file by its path, which begins with <c>models/</c>.</summary>
    public static IReadOnlyList<(string Path, string Text)> BuiltIn { get; } = [.. ModelSources.Embedded()];
}
