using Amazon.CDK.AWS.Glue;
using Constructs;
using Fleetlake.Aws.Configuration;
using Fleetlake.Events.Schema;
using Fleetlake.Lake.Parquet;
using Fleetlake.Pipeline.Steps;
using Fleetlake.Warehouse.Models;

namespace Fleetlake.Aws.Serverless;

/// <summary>
/// The tables of the lake and the models in the Data Catalog, made of the contracts and the models themselves. What crawlers find goes
/// to a database of its own, so that they never change a definition.
/// </summary>
internal sealed class Catalog : Construct
{
    private const string RawTable = "raw";

    public Catalog(Construct scope, StackSettings settings)
        : base(scope, "Catalog")
    {
        var database = Database("Database", settings, settings.Database, "The lake and the models");
        new CatalogTable(
            database, settings, new TableSchema(RawTable, LakeFiles.Raw, []), "Every line with a good envelope, by source date; name the event: where event = 'update'",
            $"s3://{settings.RawBucket}/", "event");
        foreach (var table in Workspace.StagedTables)
            new CatalogTable(database, settings, table, "A table of the staging zone", Folder(settings, table));
        foreach (var model in ModelCatalog.BuiltIn(Workspace.StagedTables).Models)
            new CatalogTable(database, settings, model.Table, model.Description, Folder(settings, model.Table));
        Database("Crawled", settings, settings.CrawledDatabase, "What the crawlers find, such as events that nobody has modelled");
    }

    private CfnDatabase Database(string id, StackSettings settings, string name, string description) => new(this, id, new CfnDatabaseProps
    {
        CatalogId = settings.Account,
        DatabaseInput = new CfnDatabase.DatabaseInputProperty { Name = name, Description = description },
    });

    private static string Folder(StackSettings settings, TableSchema table) => $"s3://{settings.StagingBucket}/{table.Name}/";
}
