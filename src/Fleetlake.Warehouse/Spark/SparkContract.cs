using System.Reflection;
using System.Text.Json;
using Fleetlake.Events.Contracts;
using Fleetlake.Events.Parsing;
using Fleetlake.Events.Schema;
using Fleetlake.Lake.Parquet;
using Fleetlake.Lake.Raw;
using Fleetlake.Warehouse.Models;
using Fleetlake.Warehouse.Rendering;

namespace Fleetlake.Warehouse.Spark;

/// <summary>
/// What the Spark job is told of the event contracts, the lake's files and the models, as JSON: it types none of it again.
/// </summary>
public static class SparkContract
{
    /// <summary>The contract with the given models.</summary>
    public static string Of(ModelCatalog models)
    {
        ArgumentNullException.ThrowIfNull(models);
        return JsonText.Of(json =>
        {
            json.WriteString("version", EventContracts.Version);
            WriteConstants(json, "limits", typeof(ContractLimits));
            WriteConstants(json, "reasons", typeof(Reason));
            json.Objects("events", EventContracts.All, contract => WriteEvent(json, contract));
            json.WriteStartObject("files");
            WriteColumns(json, "raw", LakeFiles.Raw);
            WriteColumns(json, "objects", LakeFiles.Objects);
            WriteColumns(json, RejectedWriter.Table.Name, RejectedWriter.Table.Columns);
            json.WriteEndObject();
            json.Objects("models", models.Models, model => WriteModel(json, model));
        });
    }

    private static void WriteConstants(Utf8JsonWriter json, string name, Type type)
    {
        json.WriteStartObject(name);
        foreach (var constant in type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral))
        {
            if (constant.GetRawConstantValue() is int number)
                json.WriteNumber(constant.Name, number);
            else
                json.WriteString(constant.Name, (string)constant.GetRawConstantValue()!);
        }

        json.WriteEndObject();
    }

    private static void WriteEvent(Utf8JsonWriter json, EventContract contract)
    {
        json.WriteString("on", contract.On);
        json.WriteString("event", contract.Event);
        json.WriteString("table", contract.Table.Name);
        WriteColumns(json, "columns", contract.Table.Columns);
        WriteTexts(json, "orderBy", contract.Table.OrderBy);
    }

    private static void WriteModel(Utf8JsonWriter json, Model model)
    {
        var sql = new ModelSql(SparkDialect.Instance, model, []);
        json.WriteString("name", model.Name);
        json.WriteString("hash", model.Hash);
        WriteColumns(json, "columns", model.Table.Columns.Where(column => column.Name != "date"));
        WriteTexts(json, "select", model.Table.Columns.Select(column => column.Name));
        WriteTexts(json, "orderBy", model.Table.OrderBy);
        json.Objects("reads", model.Reads, read => WriteRead(json, read));
        json.WriteString("sql", sql.Query());
        json.Objects("tests", model.Tests, test =>
        {
            json.WriteString("text", test.Text);
            json.WriteString("failing", sql.Failing(test));
        });
    }

    // A window without an end has none here either.
    private static void WriteRead(Utf8JsonWriter json, TableRead read)
    {
        json.WriteString("table", read.Table);
        if (read.Window.First is { } first)
            json.WriteNumber("first", first);
        if (read.Window.Last is { } last)
            json.WriteNumber("last", last);
    }

    private static void WriteColumns(Utf8JsonWriter json, string name, IEnumerable<Column> columns) => json.Objects(name, columns, column =>
    {
        json.WriteString("name", column.Name);
        json.WriteString("type", TypeOf(column.Type));
        json.WriteBoolean("nullable", column.IsNullable);
    });

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    /// <summary>A column's type as Spark and the Data Catalog both spell it.</summary>
    public static string TypeOf(ColumnType type) => type switch
    {
        ColumnType.Text => "string",
        ColumnType.Timestamp => "timestamp",
        ColumnType.Double => "double",
        ColumnType.Date => "date",
        ColumnType.BigInt => "bigint",
        ColumnType.Binary => "binary",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No type of a column."),
    };
}
