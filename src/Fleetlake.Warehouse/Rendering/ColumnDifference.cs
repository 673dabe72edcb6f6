namespace Fleetlake.Warehouse.Rendering;

/// <summary>Where the columns of a table or a file are not those expected.</summary>
internal static class ColumnDifference
{
    /// <summary>What is missing, too many or of another type, by name; null when nothing is. The order does not count.</summary>
    public static string? Of(IEnumerable<(string Name, string Definition)> expected, IReadOnlyList<(string Name, string Definition)> found)
    {
        var there = found.ToDictionary(column => column.Name, column => column.Definition, StringComparer.OrdinalIgnoreCase);
        var differences = new List<string>();
        foreach (var (name, definition) in expected)
        {
            if (!there.Remove(name, out var other))
                differences.Add($"{name} is missing");
            else if (other != definition)
                differences.Add($"{name} is {other}, expected {definition}");
        }
        differences.AddRange(there.Keys.Select(name => $"{name} is not expected"));
        return differences.Count == 0 ? null : string.Join("; ", differences);
    }

    /// <summary>The fault of a table that is there with other columns.</summary>
    public static FleetlakeException OfTable(string table, string location, string difference) => new(
        FaultKind.Caller,
        $"The table {table} in {location} has other columns: {difference}. It is left as it is: rename it or the model, or drop it and run its dates again.");

    /// <summary>The fault of a file that has other columns than its table.</summary>
    public static FleetlakeException OfFile(StagedFile file, string table, string difference) => new(
        FaultKind.Failed, $"{file.Location} has other columns than the table {table}: {difference}. `run --force` rebuilds the file.");
}
