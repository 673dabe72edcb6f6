using Amazon.CDK.AWS.Glue;
using Constructs;
using Fleetlake.Aws.Configuration;
using Fleetlake.Events.Schema;
using Fleetlake.Warehouse.Spark;

namespace Fleetlake.Aws.Serverless;

/// <summary>
/// A table of the Data Catalog over Parquet files of the lake. Its partitions are worked out from the dates (partition projection), so
/// that a new day is there when its files are, with no crawler and no partition to add.
/// </summary>
internal sealed class CatalogTable : Construct
{
    /// <summary>Defines a table.</summary>
    /// <param name="catalog">The database, and what it is part of.</param>
    /// <param name="settings">The account, the buckets and the first date.</param>
    /// <param name="table">The table.</param>
    public CatalogTable(CfnDatabase catalog, StackSettings settings, LakeTable table)
        : base(catalog, table.Name)
    {
        string location = $"s3://{(table.Zone == "raw" ? settings.RawBucket : settings.StagingBucket)}/{table.Folder}";
        new CfnTable(this, "Table", new CfnTableProps
        {
            CatalogId = settings.Account,
            DatabaseName = catalog.Ref,
            TableInput = new CfnTable.TableInputProperty
            {
                Name = table.Name,
                Description = table.Description,
                TableType = "EXTERNAL_TABLE",
                Parameters = table.Parameters(location, settings.From).ToDictionary(each => each.Name, object (each) => each.Value),
                PartitionKeys = Columns(table.PartitionKeys),
                StorageDescriptor = new CfnTable.StorageDescriptorProperty
                {
                    Location = location,
                    Columns = Columns(table.Columns),
                    InputFormat = LakeCatalog.InputFormat,
                    OutputFormat = LakeCatalog.OutputFormat,
                    SerdeInfo = new CfnTable.SerdeInfoProperty { SerializationLibrary = LakeCatalog.Serde },
                },
            },
        });
    }

    private static object[] Columns(IEnumerable<Column> columns) =>
        [.. columns.Select(column => new CfnTable.ColumnProperty { Name = column.Name, Type = SparkContract.TypeOf(column.Type) })];
}
