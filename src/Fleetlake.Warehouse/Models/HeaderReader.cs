using System.Text.RegularExpressions;

namespace Fleetlake.Warehouse.Models;

/// <summary>Reads the lines <c>-- key: value</c> at the top of a model file into entries; a line with two spaces or more continues the one above.</summary>
internal static partial class HeaderReader
{
    public const string Model = "model";
    public const string Description = "description";
    public const string Reads = "reads";
    public const string Columns = "columns";
    public const string PartitionBy = "partition by";
    public const string OrderBy = "order by";
    public const string Joins = "joins";
    public const string Test = "test";

    private static readonly string[] Keys = [Model, Description, Reads, Columns, PartitionBy, OrderBy, Joins, Test];
    private static readonly string[] Required = [Model, Description, Columns, PartitionBy, OrderBy];
    private static readonly string[] Repeatable = [Reads, Test];

    public static IReadOnlyList<HeaderEntry> Read(SourceFile file, Faults faults)
    {
        var entries = new List<HeaderEntry>();
        for (var index = 0; index < file.HeaderLines; index++)
            ReadLine(file, index + 1, file.Lines[index], entries, faults);
        foreach (var key in Required.Where(key => entries.TrueForAll(entry => entry.Key != key)))
            faults.Add(file.Path, 1, $"the header has no \"{key}\"; expected a line \"-- {key}: …\".");
        return entries;
    }

    private static void ReadLine(SourceFile file, int line, string text, List<HeaderEntry> entries, Faults faults)
    {
        if (Continuing().Match(text) is { Success: true } continuing && entries.Count > 0)
        {
            entries[^1].Continuation.Add(continuing.Groups[1].Value);
            return;
        }
        var match = KeyAndValue().Match(text);
        var key = match.Groups[1].Value;
        if (!match.Success)
            faults.Add(file.Path, line, $"\"{text}\" is no header line; expected \"-- key: value\" (an empty line ends the header, comments go below it).");
        else if (!Keys.Contains(key))
            faults.Add(file.Path, line, $"\"{key}\" is no key of a header; expected one of {string.Join(", ", Keys)}.");
        else if (!Repeatable.Contains(key) && entries.Find(entry => entry.Key == key) is { } first)
            faults.Add(file.Path, line, $"\"{key}\" stands twice, first in line {first.Line}; expected it once.");
        else
            entries.Add(new(key, match.Groups[2].Value, line));
    }

    [GeneratedRegex(@"^--(?:  +|\t+)(.*?)\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Continuing();

    [GeneratedRegex(@"^-- ?([^:]*?) *:\s*(.*?)\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex KeyAndValue();
}
