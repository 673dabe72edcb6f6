namespace Fleetlake.Pipeline.Configuration;

/// <summary>Judges the keys whose values become names in SQL.</summary>
internal static class WarehouseNames
{
    /// <summary>A name; null when the key is empty or holds none.</summary>
    public static string? Name(ConfigurationValues values, ConfigurationKey key)
    {
        string text = values.Get(key);
        if (text.Length == 0)
            return null;
        if (IsName(text))
            return text;
        values.AddFault(key, "a name of a-z, 0-9 and _, not beginning with a digit, at most 63 characters");
        return null;
    }

    /// <summary>The columns that rows are spread by.</summary>
    public static string[] ShardBy(ConfigurationValues values)
    {
        string[] columns = values.Get(ConfigurationKeys.WarehouseShardBy).Split(',', StringSplitOptions.TrimEntries);
        if (!columns.All(IsName))
            values.AddFault(ConfigurationKeys.WarehouseShardBy, "names of columns with commas between");
        return columns;
    }

    private static bool IsName(string text) => text.Length is > 0 and <= 63 && !char.IsAsciiDigit(text[0])
        && text.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '_');
}
