using System.Collections;
using Fleetlake.Pipeline.Lineage;

namespace Fleetlake.Pipeline.Configuration;

/// <summary>Judges the keys of lineage.</summary>
internal static class LineageKeys
{
    private const string DefaultPath = "/api/v1/lineage";
    private const string FileScheme = "file:";

    /// <summary>Null when no events are wanted.</summary>
    public static LineageSettings? Judge(ConfigurationValues values, string folder, IDictionary environment)
    {
        string text = values.Get(ConfigurationKeys.LineageUrl);
        if (text.Length == 0)
            return null;
        bool isServer = text.StartsWith("http:", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        return new LineageSettings(
            isServer ? Url(values, text) : null, isServer ? null : File(values, text, folder),
            values.Get(ConfigurationKeys.LineageNamespace), values.Get(ConfigurationKeys.LineageApiKey))
        {
            // An orchestrator's own: what is none is left out, for lineage is no reason for a run not to begin.
            Parent = LineageParent.Parse(environment["OPENLINEAGE_PARENT_ID"] as string),
            Root = LineageParent.Parse(environment["OPENLINEAGE_ROOT_PARENT_ID"] as string),
        };
    }

    private static Uri? Url(ConfigurationValues values, string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.UserInfo.Length == 0 && url.Fragment.Length == 0)
            return url.AbsolutePath == "/" ? new Uri(url, DefaultPath) : url;

        // A password may be in it: what was found is not told.
        values.AddFault(
            $"{ConfigurationKeys.LineageUrl.Name}: expected the URL of a lineage server without a user, such as http://localhost:5000; a key goes to {ConfigurationKeys.LineageApiKey.EnvironmentVariable}");
        return null;
    }

    private static string? File(ConfigurationValues values, string text, string folder)
    {
        string path = text.StartsWith(FileScheme, StringComparison.OrdinalIgnoreCase)
            ? text[FileScheme.Length..] is ['/', '/', .. var rest] ? rest : text[FileScheme.Length..]
            : text;
        if (path.Length > 0 && !path.Contains("://", StringComparison.Ordinal) && !path.Contains('\0', StringComparison.Ordinal))
            return Path.GetFullPath(path, Path.GetFullPath(folder));
        values.AddFault(ConfigurationKeys.LineageUrl, "the http(s) URL of a lineage server, or the path of a file");
        return null;
    }
}
