using System.Text.Json;
using Fleetlake.Events.Contracts;
using Fleetlake.Events.Schema;
using Fleetlake.Lake.Parquet;
using Fleetlake.Lake.Raw;
using Fleetlake.Warehouse.Models;

namespace Fleetlake.Warehouse.Spark;

/// <summary>
/// The lake and its models as tables of the AWS Glue Data Catalog, as JSON. Partitions are projected by date, so that a new day is
/// seen without a crawler.
/// </summary>
public static class LakeCatalog
{
    /// <summary>What stands for the URL of a table's folder, ending in <c>/</c>.</summary>
    public const string Location = "{location}";

    /// <summary>Hive's class that reads Parquet, as Athena, Glue and EMR know it by name.</summary>
    public const string InputFormat = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat";

    /// <summary>Hive's class that writes Parquet.</summary>
    public const string OutputFormat = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat";

    /// <summary>Hive's class that gives the rows of Parquet.</summary>
    public const string Serde = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe";

    // Every date of a query without one is a folder to look for: the range begins where fleets with such feeds do.
    private static readonly DateOnly From = new(2015, 1, 1);
    private static readonly Column Date = new("date", ColumnType.Date);
    private static readonly Column Event = new("event", ColumnType.Text);

    /// <summary>The tables of raw, staging and the given models, and the questions that people ask of them.</summary>
    public static string Of(ModelCatalog models)
    {
        ArgumentNullException.ThrowIfNull(models);
        return JsonText.Of(json =>
        {
            json.WriteString("inputFormat", InputFormat);
            json.WriteString("outputFormat", OutputFormat);
            json.WriteString("serde", Serde);
            json.Objects("tables", Tables(models), table => Write(json, table));
            json.Objects("questions", Question.BuiltIn, question =>
            {
                json.WriteString("name", question.Name);
                json.WriteString("question", question.Text);
                json.WriteString("sql", question.Sql);
            });
        });
    }

    /// <summary>The tables of raw, staging and the given models.</summary>
    public static IReadOnlyList<LakeTable> Tables(ModelCatalog models)
    {
        ArgumentNullException.ThrowIfNull(models);
        return
        [
            new("raw", "raw", "", "every line with a good envelope; name an event: where event = 'update'", LakeFiles.Raw, [Date, Event]),
            .. EventContracts.All.Select(contract => new LakeTable(
                contract.Table.Name, "staging", $"{contract.Table.Name}/", $"{contract.Event} events of {contract.On}", contract.Table.Columns, [Date])),
            new(RejectedWriter.Table.Name, "staging", $"{RejectedWriter.Table.Name}/", "lines that cannot be a row, by source date", RejectedWriter.Table.Columns, [Date]),
            .. models.Models.Select(model => new LakeTable(
                model.Name, "staging", $"{model.Name}/", model.Description, [.. model.Table.Columns.Where(column => column.Name != Date.Name)], [Date])),
        ];
    }

    private static void Write(Utf8JsonWriter json, LakeTable table)
    {
        json.WriteString("name", table.Name);
        json.WriteString("description", table.Description);
        json.WriteString("zone", table.Zone);
        json.WriteString("folder", table.Folder);
        WriteColumns(json, "columns", table.Columns);
        WriteColumns(json, "partitionKeys", table.PartitionKeys);
        json.WriteStartObject("parameters");
        foreach (var (name, value) in table.Parameters(Location, From))
            json.WriteString(name, value);
        json.WriteEndObject();
    }

    private static void WriteColumns(Utf8JsonWriter json, string name, IEnumerable<Column> columns) => json.Objects(name, columns, column =>
    {
        json.WriteString("name", column.Name);
        json.WriteString("type", SparkContract.TypeOf(column.Type));
    });
}
