namespace Fleetlake.Bench.Reports;

/// <summary>The part of a Markdown file that the bench writes, between two comments.</summary>
internal static class MarkedSection
{
    private const string Begin = "<!-- bench: begin -->";
    private const string End = "<!-- bench: end -->";

    /// <exception cref="BenchException">The file has no such section.</exception>
    public static void Replace(string file, string text)
    {
        string old = File.Exists(file) ? File.ReadAllText(file) : "";
        int begin = old.IndexOf(Begin, StringComparison.Ordinal);
        int end = old.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
            throw new BenchException($"{file}: expected {Begin} and, after it, {End}.");
        File.WriteAllText(file, $"{old[..(begin + Begin.Length)]}\n{text}\n{old[end..]}");
    }
}
