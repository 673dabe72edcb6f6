using DuckDB.NET.Data;
using Fleetlake.Tests.Reference;

namespace Fleetlake.Tests.Glue;

/// <summary>The tables of a lake as another engine reads its files.</summary>
internal sealed class LakeRows(string lake)
{
    /// <summary>A table's rows as <see cref="ReferenceSchema"/> has them.</summary>
    public List<object?[]> Of(string table)
    {
        string columns = string.Join(", ", ReferenceSchema.Columns[table].Select(column => $"\"{column}\""));
        var rows = Read(columns, table);
        foreach (var row in rows.Where(_ => table == "raw"))
            row[6] = ReferenceJson.CanonicalExtra((string?)row[6]);
        return rows;
    }

    /// <summary>All columns of a table and the file that each row lies in, as text.</summary>
    public List<string> WithFiles(string table) =>
        [.. Read($"* exclude (filename), replace(filename, '{lake}', '') as file", table).Select(row => string.Join('|', row.Select(Text))).Order(StringComparer.Ordinal)];

    /// <summary>The file, id and time of each staged row, in the order in which the files have them.</summary>
    public List<(string File, string Id, DateTime At)> InOrder(string table, string id, string at) =>
        [.. Read($"filename, {id}, epoch_us({at})", table, "filename = true, file_row_number = true").Select(row => ((string)row[0]!, (string)row[1]!, DateTime.UnixEpoch.AddMicroseconds((long)row[2]!)))];

    private List<object?[]> Read(string columns, string table, string options = "filename = true")
    {
        string folder = table == "raw" ? "raw" : $"staging/{table}";
        string files = table == "raw" ? "date=*/event=*/*.parquet" : "date=*/*.parquet";
        if (!Directory.Exists($"{lake}/{folder}") || !Directory.EnumerateFiles($"{lake}/{folder}", "part-*.parquet", SearchOption.AllDirectories).Any())
            return [];
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Paths and names of these tests.
        command.CommandText = $$"""
            set timezone = 'UTC';
            select {{columns}} from read_parquet('{{lake}}/{{folder}}/{{files}}', {{options}}, hive_partitioning = true, hive_types = {'date': date{{(table == "raw" ? ", 'event': varchar" : "")}}})
            """;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : TableComparison.Plain(reader.GetValue(i)))]);
        return rows;
    }

    private static string Text(object? cell) => cell switch
    {
        null => "null",
        byte[] bytes => Convert.ToHexString(bytes),
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => cell.ToString()!,
    };
}
