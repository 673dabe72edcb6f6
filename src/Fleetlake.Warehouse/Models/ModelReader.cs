using Fleetlake.Events.Schema;

namespace Fleetlake.Warehouse.Models;

/// <summary>What a model file says by itself; whether it fits the others is judged by <see cref="CatalogRules"/>.</summary>
/// <param name="File">The file.</param>
/// <param name="Name">The model's name, with its line.</param>
/// <param name="Description">What it is.</param>
/// <param name="Reads">The tables it reads, each with its line.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="OrderBy">Its order, with its line.</param>
/// <param name="JoinsWithinShard">Whether its rows are made of rows of the same shard.</param>
/// <param name="Tests">Its tests.</param>
/// <param name="Sql">Its query.</param>
internal sealed record ModelDraft(
    SourceFile File,
    (string Text, int Line) Name,
    string Description,
    IReadOnlyList<(TableRead Read, int Line)> Reads,
    IReadOnlyList<Column> Columns,
    (IReadOnlyList<string> Columns, int Line) OrderBy,
    bool JoinsWithinShard,
    IReadOnlyList<ModelTest> Tests,
    Template Sql);

/// <summary>Reads one model file.</summary>
internal static class ModelReader
{
    private const string WithinShard = "within a shard";

    public static ModelDraft Read(SourceFile file, Faults faults)
    {
        var entries = HeaderReader.Read(file, faults);
        var name = entries.FirstOrDefault(entry => entry.Key == HeaderReader.Model);
        var columns = entries.FirstOrDefault(entry => entry.Key == HeaderReader.Columns);
        var order = entries.FirstOrDefault(entry => entry.Key == HeaderReader.OrderBy);
        var partition = entries.FirstOrDefault(entry => entry.Key == HeaderReader.PartitionBy);
        if (partition is not null && partition.Text != "date")
            faults.Add(file.Path, partition.Line, $"partitioned by \"{partition.Text}\"; expected \"date\".");
        var joins = entries.FirstOrDefault(entry => entry.Key == HeaderReader.Joins);
        if (joins is not null && joins.Text != WithinShard)
            faults.Add(file.Path, joins.Line, $"joins \"{joins.Text}\"; expected \"{WithinShard}\", or no such line.");
        return new(
            file,
            (name?.Text ?? file.Stem, name?.Line ?? 1),
            entries.FirstOrDefault(entry => entry.Key == HeaderReader.Description)?.Text ?? "",
            [.. entries.Where(entry => entry.Key == HeaderReader.Reads).Select(entry => ReadTable(file.Path, entry, faults)).OfType<(TableRead, int)>()],
            columns is null ? [] : ColumnReader.Read(file.Path, columns, faults),
            (order?.Text.Split(',', StringSplitOptions.TrimEntries) ?? [], order?.Line ?? 1),
            joins is not null,
            [.. entries.Where(entry => entry.Key == HeaderReader.Test).Select(entry => TestReader.Read(file.Path, entry, faults)).OfType<ModelTest>()],
            ReadSql(file, faults));
    }

    private static (TableRead, int)? ReadTable(string file, HeaderEntry entry, Faults faults)
    {
        var words = entry.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 2 && DateWindow.TryParse(words[1]) is { } window)
            return (new(words[0], window), entry.Line);
        faults.Add(
            file,
            entry.Line,
            words.Length == 2
                ? $"\"{words[1]}\" is no window of dates; expected for instance 0, -1..0, ..0, 0.. or all."
                : $"\"{entry.Text}\" is no read; expected \"table window\", for instance \"some_events -1..0\".");
        return null;
    }

    private static Template ReadSql(SourceFile file, Faults faults)
    {
        var body = file.Body;
        if (string.IsNullOrWhiteSpace(body))
            faults.Add(file.Path, file.HeaderLines + 1, "the file ends after its header; expected a query.");
        // The query becomes part of a statement.
        if (body.EndsWith(';'))
            faults.Add(file.Path, 1 + body.Count('\n'), "the query ends with \";\"; expected none.");
        return TemplateReader.Read(file.Path, 1, body, faults);
    }
}
