namespace Fleetlake.Warehouse.Models;

/// <summary>A question that people ask of the warehouse, and the SQL that answers it: a file of <c>models/questions/</c>.</summary>
/// <param name="Name">The file's name without its ending.</param>
/// <param name="Text">The question in words, from the file's first line.</param>
/// <param name="Sql">The query, in SQL that every engine runs.</param>
public sealed record Question(string Name, string Text, string Sql)
{
    private const string Root = "models/questions/";
    private const string Ending = ".sql";
    private const string Header = "-- question:";

    /// <summary>The questions that the program carries, by name.</summary>
    public static IReadOnlyList<Question> BuiltIn { get; } = Read();

    private static List<Question> Read() =>
    [
        .. ModelSources.Embedded()
            .Where(file => file.Path.StartsWith(Root, StringComparison.Ordinal))
            .Select(file => new Question(file.Path[Root.Length..^Ending.Length], TextOf(file.Text), file.Text)),
    ];

    private static string TextOf(string sql) => sql.Split('\n')[0][Header.Length..].Trim();
}
