using Amazon.CDK;
using Amazon.CDK.AWS.SNS;
using Constructs;
using Fleetlake.Aws.Configuration;
using Fleetlake.Aws.Storage;

namespace Fleetlake.Aws.ServerBased;

/// <summary>The design with servers: managed Airflow runs <c>fleetlake</c> on Fargate, which loads Redshift.</summary>
internal sealed class ServerBasedStack : Stack
{
    public ServerBasedStack(Construct scope, StackSettings settings, LakeStack lake, string root)
        : base(scope, "ServerBased", FleetlakeApp.PropsOf(settings, "server-based", "Fleetlake: Airflow, Fargate and Redshift"))
    {
        AddDependency(lake);
        var alerts = Topic.FromTopicArn(this, "Alerts", settings.Arn("sns", settings.Name("alerts")));
        var key = lake.KeyFor(this);
        var network = new Network(this, settings, key);
        var warehouse = new Warehouse(this, settings, network, key);
        var task = new FleetlakeTask(this, settings, network, warehouse, key);
        var airflow = new Airflow(this, settings, network, task, root);
        new TaskAlarms(this, settings, task, airflow, alerts);
        new CfnOutput(this, "AirflowUrl", new CfnOutputProps { Value = airflow.Webserver });
        new CfnOutput(this, "RedshiftHost", new CfnOutputProps { Value = warehouse.Host });
        new CfnOutput(this, "WarehouseSecret", new CfnOutputProps { Value = warehouse.Secret.SecretName });
    }
}
