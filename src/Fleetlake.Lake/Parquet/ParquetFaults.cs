using System.Text.RegularExpressions;

namespace Fleetlake.Lake.Parquet;

/// <summary>What the native library says of a fault, for people.</summary>
internal static partial class ParquetFaults
{
    private const string Before = "(message: '";
    private const string After = "')";

    /// <summary>The message in one line, without the names of the C++ types that are around it and in it.</summary>
    public static string Text(Exception fault)
    {
        string text = fault.Message.ReplaceLineEndings(" ").Trim();
        int start = text.IndexOf(Before, StringComparison.Ordinal);
        if (start >= 0 && text.EndsWith(After, StringComparison.Ordinal))
            text = text[(start + Before.Length)..^After.Length].Trim();
        return TypeName().Replace(text, "");
    }

    [GeneratedRegex(@"\b\w+Exception: ")]
    private static partial Regex TypeName();
}
