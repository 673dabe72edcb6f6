using Amazon.CDK.AWS.Glue;
using Constructs;
using Fleetlake.Aws.Configuration;
using Fleetlake.Pipeline.Steps;
using Fleetlake.Warehouse.Models;
using Fleetlake.Warehouse.Spark;

namespace Fleetlake.Aws.Serverless;

/// <summary>
/// The tables of the lake and the models in the Data Catalog: those of <c>fleetlake contracts --format catalog</c>, over the buckets of
/// the account. What crawlers find goes to a database of its own, so that they never change a definition.
/// </summary>
internal sealed class Catalog : Construct
{
    public Catalog(Construct scope, StackSettings settings)
        : base(scope, "Catalog")
    {
        var database = Database("Database", settings, settings.Database, "The lake and the models");
        foreach (var table in LakeCatalog.Tables(ModelCatalog.BuiltIn(Workspace.StagedTables)))
            new CatalogTable(database, settings, table);
        Database("Crawled", settings, settings.CrawledDatabase, "What the crawlers find, such as events that nobody has modelled");
    }

    private CfnDatabase Database(string id, StackSettings settings, string name, string description) => new(this, id, new CfnDatabaseProps
    {
        CatalogId = settings.Account,
        DatabaseInput = new CfnDatabase.DatabaseInputProperty { Name = name, Description = description },
    });
}
