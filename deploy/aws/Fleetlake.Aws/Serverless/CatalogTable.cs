using Amazon.CDK.AWS.Glue;
using Constructs;
using Fleetlake.Aws.Configuration;
using Fleetlake.Events.Schema;
using Fleetlake.Lake;

namespace Fleetlake.Aws.Serverless;

/// <summary>
/// A table of the Data Catalog over Parquet files of the lake. Its partitions are worked out from the dates (partition projection), so
/// that a new day is there when its files are, with no crawler and no partition to add.
/// </summary>
internal sealed class CatalogTable : Construct
{
    private const string InputFormat = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat";
    private const string OutputFormat = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat";
    private const string Serde = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe";
    private const string Date = "date";

    /// <summary>Defines a table.</summary>
    /// <param name="catalog">The database, and what it is part of.</param>
    /// <param name="settings">Their names.</param>
    /// <param name="table">The table; <c>date</c> may be among its columns.</param>
    /// <param name="description">What it is.</param>
    /// <param name="location">Its folder, ending with <c>/</c>.</param>
    /// <param name="named">The partition columns below <c>date</c>: a query has to say which value it wants.</param>
    public CatalogTable(CfnDatabase catalog, StackSettings settings, TableSchema table, string description, string location, params string[] named)
        : base(catalog, table.Name)
    {
        new CfnTable(this, "Table", new CfnTableProps
        {
            CatalogId = settings.Account,
            DatabaseName = catalog.Ref,
            TableInput = new CfnTable.TableInputProperty
            {
                Name = table.Name,
                Description = description,
                TableType = "EXTERNAL_TABLE",
                Parameters = Parameters(settings.From, location, named),
                PartitionKeys = new[] { Of(Date, "date") }.Concat(named.Select(name => Of(name, "string"))).ToArray<object>(),
                StorageDescriptor = new CfnTable.StorageDescriptorProperty
                {
                    Location = location,
                    Columns = table.Columns.Where(column => column.Name != Date).Select(column => Of(column.Name, TypeOf(column))).ToArray<object>(),
                    InputFormat = InputFormat,
                    OutputFormat = OutputFormat,
                    SerdeInfo = new CfnTable.SerdeInfoProperty { SerializationLibrary = Serde },
                },
            },
        });
    }

    private static Dictionary<string, object> Parameters(DateOnly from, string location, string[] named)
    {
        var parameters = new Dictionary<string, object>
        {
            ["EXTERNAL"] = "TRUE",
            ["classification"] = "parquet",
            ["projection.enabled"] = "true",
            ["projection.date.type"] = "date",
            ["projection.date.format"] = "yyyy-MM-dd",
            ["projection.date.interval"] = "1",
            ["projection.date.interval.unit"] = "DAYS",
            // A vehicle's clock may be ahead of the day's end.
            ["projection.date.range"] = $"{LakeLayout.Date(from)},NOW+1DAYS",
            ["storage.location.template"] = $"{location}date=${{date}}/{string.Concat(named.Select(name => $"{name}=${{{name}}}/"))}",
        };
        foreach (string name in named)
            parameters[$"projection.{name}.type"] = "injected";
        return parameters;
    }

    private static CfnTable.ColumnProperty Of(string name, string type) => new() { Name = name, Type = type };

    private static string TypeOf(Column column) => column.Type switch
    {
        ColumnType.Text => "string",
        ColumnType.Timestamp => "timestamp",
        ColumnType.Double => "double",
        ColumnType.Date => "date",
        ColumnType.BigInt => "bigint",
        ColumnType.Binary => "binary",
        _ => throw new ArgumentOutOfRangeException(nameof(column), column.Type, "The Data Catalog has no such type here."),
    };
}
