namespace Fleetlake.Lake.Parquet;

/// <summary>What the native library says of a fault, for people.</summary>
internal static class ParquetFaults
{
    private const string Before = "(message: '";
    private const string After = "')";

    /// <summary>The message in one line, without the mangled name of the C++ type that is around it.</summary>
    public static string Text(Exception fault)
    {
        string text = fault.Message.ReplaceLineEndings(" ").Trim();
        int start = text.IndexOf(Before, StringComparison.Ordinal);
        return start >= 0 && text.EndsWith(After, StringComparison.Ordinal) ? text[(start + Before.Length)..^After.Length].Trim() : text;
    }
}
