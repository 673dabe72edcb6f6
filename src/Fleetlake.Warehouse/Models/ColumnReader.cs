using Fleetlake.Events.Schema;

namespace Fleetlake.Warehouse.Models;

/// <summary>Reads the columns of a header: a line each, <c>name type</c> or <c>name type null</c>.</summary>
internal static class ColumnReader
{
    private static readonly Dictionary<string, ColumnType> Types =
        Enum.GetValues<ColumnType>().ToDictionary(type => type.ToString().ToLowerInvariant());

    public static IReadOnlyList<Column> Read(string file, HeaderEntry entry, Faults faults)
    {
        var columns = new List<Column>();
        for (var index = 0; index < entry.Continuation.Count; index++)
        {
            var line = entry.Line + 1 + index;
            if (ReadColumn(file, line, entry.Continuation[index], faults) is not { } column)
                continue;
            if (columns.Exists(other => other.Name == column.Name))
                faults.Add(file, line, $"the column \"{column.Name}\" stands twice; expected it once.");
            else
                columns.Add(column);
        }
        if (entry.Value.Length > 0)
            faults.Add(file, entry.Line, $"\"{entry.Value}\" stands beside \"columns:\"; expected a line below for each column.");
        if (!columns.Exists(column => column is { Name: "date", Type: ColumnType.Date, IsNullable: false }))
            faults.Add(file, entry.Line, "the columns have no \"date date\"; every table is partitioned by it.");
        return columns;
    }

    private static Column? ReadColumn(string file, int line, string text, Faults faults)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is < 2 or > 3 || (words.Length == 3 && words[2] != "null"))
            faults.Add(file, line, $"\"{text}\" is no column; expected \"name type\" or \"name type null\".");
        else if (!Identifier.IsValid(words[0]))
            faults.Add(file, line, $"\"{words[0]}\" is no identifier; {Identifier.Expected}.");
        else if (!Types.TryGetValue(words[1], out var type))
            faults.Add(file, line, $"\"{words[1]}\" is no type of a column; expected one of {string.Join(", ", Types.Keys)}.");
        else
            return new(words[0], type, words.Length == 3);
        return null;
    }
}
