using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fleetlake.Warehouse;
using Spectre.Console;

namespace Fleetlake.Cli.Output;

/// <summary>Writes the rows of a query: a table for people, CSV by RFC 4180 or JSON for programs.</summary>
internal static class ResultWriter
{
    private const int MaxTableRows = 1000;

    public static Task WriteAsync(CommandHost host, IQueryRows rows, string format, CancellationToken cancellation) => format switch
    {
        "csv" => WriteCsvAsync(host.Output, rows, cancellation),
        "json" => WriteJsonAsync(host.Output, rows, cancellation),
        _ => WriteTableAsync(host, rows, cancellation),
    };

    private static async Task WriteTableAsync(CommandHost host, IQueryRows rows, CancellationToken cancellation)
    {
        var table = new Table().Border(TableBorder.Simple);
        object?[]? first = null;
        int count = 0;
        await foreach (var row in rows.ReadAsync(cancellation))
        {
            if (first is null)
                AddColumns(table, rows.Columns, first = row);
            if (++count > MaxTableRows)
                break;
            table.AddRow([.. row.Select(value => Markup.Escape(ResultCells.Short(value)))]);
        }

        if (first is null)
            AddColumns(table, rows.Columns, new object?[rows.Columns.Count]);
        host.OutputConsole().Write(table);
        if (count > MaxTableRows)
            await host.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"The first {MaxTableRows:N0} rows; `--format csv` or `json` gives all."));
    }

    private static void AddColumns(Table table, IReadOnlyList<QueryColumn> columns, object?[] row)
    {
        for (int i = 0; i < columns.Count; i++)
        {
            var column = new TableColumn(Markup.Escape(columns[i].Name));
            table.AddColumn(ResultCells.IsNumber(row[i]) ? column.RightAligned() : column);
        }
    }

    private static async Task WriteCsvAsync(TextWriter output, IQueryRows rows, CancellationToken cancellation)
    {
        await WriteCsvLineAsync(output, rows.Columns.Select(column => (string?)column.Name));
        await foreach (var row in rows.ReadAsync(cancellation))
            await WriteCsvLineAsync(output, row.Select(ResultCells.Text));
    }

    // Null is empty; a text that is empty has quotes, so that the two differ.
    private static Task WriteCsvLineAsync(TextWriter output, IEnumerable<string?> cells) => output.WriteAsync(
        string.Join(',', cells.Select(cell => cell is null ? "" : NeedsQuotes(cell) ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell)) + "\r\n");

    private static bool NeedsQuotes(string cell) => cell.Length == 0 || cell.AsSpan().IndexOfAny(",\"\r\n") >= 0;

    private static async Task WriteJsonAsync(TextWriter output, IQueryRows rows, CancellationToken cancellation)
    {
        // It goes to programs and people and never into a page: letters and quotes stay as they are.
        var readable = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using var buffer = new MemoryStream();
        string separator = "[\n";
        await foreach (var row in rows.ReadAsync(cancellation))
        {
            buffer.SetLength(0);
            using (var json = new Utf8JsonWriter(buffer, readable))
            {
                json.WriteStartObject();
                for (int i = 0; i < row.Length; i++)
                    WriteMember(json, rows.Columns[i].Name, row[i]);
                json.WriteEndObject();
            }

            await output.WriteAsync($"{separator}  {System.Text.Encoding.UTF8.GetString(buffer.ToArray())}");
            separator = ",\n";
        }

        await output.WriteLineAsync(separator == "[\n" ? "[]" : "\n]");
    }

    private static void WriteMember(Utf8JsonWriter json, string name, object? value)
    {
        json.WritePropertyName(name);
        if (value is null or DBNull or double.NaN or double.PositiveInfinity or double.NegativeInfinity)
            json.WriteNullValue();
        else if (value is bool flag)
            json.WriteBooleanValue(flag);
        else if (ResultCells.IsNumber(value))
            json.WriteRawValue(ResultCells.Text(value)!);
        else
            json.WriteStringValue(ResultCells.Text(value));
    }
}
