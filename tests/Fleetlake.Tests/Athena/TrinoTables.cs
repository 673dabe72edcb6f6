using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Fleetlake.Tests.Athena;

/// <summary>
/// The tables of <c>deploy/aws/catalog.json</c> as statements for Trino's Hive catalog: columns, types, partition keys, folders and
/// the projection of the partitions, each as the file has it. Trino spells some of it in its own way and has no Data Catalog.
/// </summary>
internal static class TrinoTables
{
    public const string Schema = "fleetlake";

    private const string Projection = "projection.";

    /// <summary>The catalog's file.</summary>
    public static JsonElement Catalog([CallerFilePath] string here = "") =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "deploy", "aws", "catalog.json"))).RootElement;

    /// <summary>The statement that makes a table of the catalog over the bucket that is named as its zone.</summary>
    public static string Create(JsonElement table)
    {
        string location = $"s3://{Text(table, "zone")}/{Text(table, "folder")}";
        var parameters = table.GetProperty("parameters").EnumerateObject().ToDictionary(each => each.Name, each => each.Value.GetString()!);
        string template = parameters["storage.location.template"].Replace("{location}", location, StringComparison.Ordinal);
        var keys = table.GetProperty("partitionKeys").EnumerateArray().ToList();
        var columns = table.GetProperty("columns").EnumerateArray().Select(Column)
            .Concat(keys.Select(key => $"{Column(key)} with ({string.Join(", ", Projected(parameters, Text(key, "name")))})"));
        return $"""
            create table {Text(table, "name")} (
              {string.Join(",\n  ", columns)}
            )
            with (
              format = '{Format(Text(table, "name"), parameters["classification"])}',
              external_location = '{location}',
              partitioned_by = array[{string.Join(", ", keys.Select(key => $"'{Text(key, "name")}'"))}],
              partition_projection_enabled = {parameters["projection.enabled"]},
              partition_projection_location_template = '{template}'
            )
            """;
    }

    private static string Column(JsonElement column) => $"\"{Text(column, "name")}\" {TypeOf(Text(column, "type"))}";

    // projection.date.interval.unit is partition_projection_interval_unit of the column date.
    private static IEnumerable<string> Projected(Dictionary<string, string> parameters, string key) =>
        from parameter in parameters
        where parameter.Key.StartsWith($"{Projection}{key}.", StringComparison.Ordinal)
        let name = parameter.Key[(Projection.Length + key.Length + 1)..]
        let value = name switch
        {
            "interval" => parameter.Value,
            "range" => $"array[{string.Join(", ", parameter.Value.Split(',').Select(end => $"'{end}'"))}]",
            "type" => $"'{parameter.Value.ToUpperInvariant()}'",
            _ => $"'{parameter.Value}'",
        }
        select $"partition_projection_{name.Replace('.', '_')} = {value}";

    private static string Format(string table, string classification) => classification == "parquet"
        ? "PARQUET"
        : throw new NotSupportedException($"{table} is classified as {classification}, expected parquet.");

    // Trino's names of Hive's types. A timestamp has the milliseconds that it has in Athena.
    private static string TypeOf(string type) => type switch
    {
        "string" => "varchar",
        "binary" => "varbinary",
        "timestamp" => "timestamp(3)",
        "bigint" or "double" or "date" => type,
        _ => throw new NotSupportedException($"A column of type {type}, expected one of Hive's that the lake has."),
    };

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
