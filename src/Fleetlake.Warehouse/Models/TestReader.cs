using System.Globalization;
using System.Text.RegularExpressions;

namespace Fleetlake.Warehouse.Models;

/// <summary>Reads a test of a header. Which columns and tables there are is judged later.</summary>
internal static partial class TestReader
{
    private const string Expected =
        "expected \"not_null a, b\", \"unique a, b\", \"between a 0 9\", \"references a, b in table\" or \"query \"name\": select …\"";

    public static ModelTest? Read(string file, HeaderEntry entry, Faults faults)
    {
        var text = entry.Text;
        if (ColumnsTest().Match(text) is { Success: true } columns)
        {
            var names = Names(columns.Groups[2].Value);
            return columns.Groups[1].Value == "unique" ? new UniqueTest(text, entry.Line, names) : new NotNullTest(text, entry.Line, names);
        }
        if (RangeTest().Match(text) is { Success: true } range && TryNumber(range, 2, out var least) && TryNumber(range, 3, out var most) && least <= most)
            return new BetweenTest(text, entry.Line, range.Groups[1].Value, least, most);
        if (ReferenceTest().Match(text) is { Success: true } reference)
            return new ReferencesTest(text, entry.Line, Names(reference.Groups[1].Value), reference.Groups[2].Value);
        if (SqlTest().Match(text) is { Success: true } query)
            return new QueryTest(text, entry.Line, query.Groups[1].Value, TemplateReader.Read(file, entry.Line, query.Groups[2].Value, faults));
        faults.Add(file, entry.Line, $"\"{text}\" is no test; {Expected}.");
        return null;
    }

    private static string[] Names(string list) => list.Split(',', StringSplitOptions.TrimEntries);

    private static bool TryNumber(Match match, int group, out double number) =>
        double.TryParse(match.Groups[group].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    [GeneratedRegex(@"^(not_null|unique) +(.+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex ColumnsTest();

    [GeneratedRegex(@"^between +(\S+) +(\S+) +(\S+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex RangeTest();

    [GeneratedRegex(@"^references +(.+?) +in +(\S+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex ReferenceTest();

    [GeneratedRegex(@"^query +""([^""]+)"" *: *(.+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex SqlTest();
}
