using System.Collections;
using System.Text.Json;

namespace Fleetlake.Pipeline.Configuration;

/// <summary>The places that values come from: the file, the environment, <c>.env</c>, then flags; a later one wins.</summary>
internal static class ConfigurationLayers
{
    private const string Prefix = "FLEETLAKE_";
    private const string KnownKeys = "one of the keys in `fleetlake init`'s fleetlake.json";

    public static void AddFile(ConfigurationValues values, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(
                File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            AddObject(values, path, "", document.RootElement);
        }
        catch (JsonException fault)
        {
            values.AddFault($"{path}:{(fault.LineNumber ?? 0) + 1}: found no JSON ({fault.Message}), expected a JSON object");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            values.AddFault($"{path}: cannot be read: {fault.Message}");
        }
    }

    public static void AddEnvironment(ConfigurationValues values, IDictionary environment)
    {
        foreach (DictionaryEntry variable in environment)
            AddVariable(values, (string)variable.Key, (string?)variable.Value ?? "", "environment");
    }

    /// <summary>Lines of <c>NAME=value</c>, with <c>#</c> before a comment and quotes around a value if need be.</summary>
    public static void AddDotEnv(ConfigurationValues values, string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            values.AddFault($"{path}: cannot be read: {fault.Message}");
            return;
        }

        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.StartsWith("export ", StringComparison.Ordinal))
                line = line["export ".Length..].TrimStart();
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (line.StartsWith('#') || equals <= 0)
                continue;
            AddVariable(values, line[..equals].TrimEnd(), Unquote(line[(equals + 1)..].Trim()), $"{path}:{i + 1}");
        }
    }

    // Variables of our prefix with no section belong to others of the house (FLEETLAKE_SAMPLE, …), but for a key that has none.
    private static void AddVariable(ConfigurationValues values, string name, string value, string origin)
    {
        if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || value.Length == 0)
            return;
        string key = name[Prefix.Length..].Replace("__", ".", StringComparison.Ordinal);
        if (ConfigurationKeys.Find(key) is { } known)
            values.Set(known, value, $"{origin} {name}");
        else if (key.Contains('.', StringComparison.Ordinal))
            values.AddFault($"{name} ({origin}): found an unknown key, expected {KnownKeys}");
    }

    private static void AddObject(ConfigurationValues values, string path, string section, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            values.AddFault($"{path}: found {element.ValueKind} {(section.Length == 0 ? "at the top" : $"at {section.TrimEnd('.')}")}, expected an object");
            return;
        }

        foreach (var member in element.EnumerateObject())
        {
            string name = section + member.Name;
            if (ConfigurationKeys.Find(name) is { } key)
                AddValue(values, path, key, member.Value);
            else if (ConfigurationKeys.All.Any(known => known.Name.StartsWith($"{name}.", StringComparison.OrdinalIgnoreCase)))
                AddObject(values, path, $"{name}.", member.Value);
            else
                values.AddFault($"{name} ({path}): found an unknown key, expected {KnownKeys}");
        }
    }

    private static void AddValue(ConfigurationValues values, string path, ConfigurationKey key, JsonElement value)
    {
        if (key.IsSecret)
            values.AddFault($"{key.Name} ({path}): found a secret in a file that people share, expected it in {key.EnvironmentVariable}, in the environment or .env");
        else if (value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
            values.Set(key, value.ToString(), path);
        else if (value.ValueKind is (JsonValueKind.True or JsonValueKind.False) && key.IsSwitch)
            values.Set(key, value.GetRawText(), path);
        else
            values.AddFault($"{key.Name} ({path}): found {value.GetRawText()}, expected {(key.IsSwitch ? "true or false" : "a text or a number")}");
    }

    private static string Unquote(string value) =>
        value.Length >= 2 && value[0] is ('"' or '\'') && value[^1] == value[0] ? value[1..^1] : value;
}
