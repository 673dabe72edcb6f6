using Fleetlake.Warehouse.ClickHouse;

namespace Fleetlake.Pipeline.Configuration;

/// <summary>Judges the keys of a ClickHouse warehouse.</summary>
internal sealed class ClickHouseKeys(ConfigurationValues values, TimeSpan holdWait, TimeSpan statementTimeout)
{
    private const string LocalUrl = "http://localhost:8123";
    private const string S3Scheme = "s3://";

    public ClickHouseOptions Judge() => new()
    {
        Url = Url(),
        Database = WarehouseNames.Name(values, ConfigurationKeys.WarehouseDatabase) ?? ConfigurationKeys.WarehouseDatabase.Default,
        User = values.Get(ConfigurationKeys.WarehouseUser),
        Password = values.Get(ConfigurationKeys.WarehousePassword),
        CreateDatabase = Flag(ConfigurationKeys.WarehouseCreateDatabase),
        StatementTimeout = statementTimeout,
        HoldWait = holdWait,
        Route = Route(),
        Collection = WarehouseNames.Name(values, ConfigurationKeys.WarehouseS3Collection),
        StagingUrl = StagingUrl(),
        Cluster = WarehouseNames.Name(values, ConfigurationKeys.WarehouseCluster),
        ShardBy = WarehouseNames.ShardBy(values),
    };

    private Uri Url()
    {
        string text = values.IsSet(ConfigurationKeys.WarehouseUrl) ? values.Get(ConfigurationKeys.WarehouseUrl) : LocalUrl;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Query.Length + url.Fragment.Length == 0)
        {
            if (url.UserInfo.Length == 0)
                return url;
            // What stands before the @ is not repeated: it may be a password.
            values.AddFault(
                $"{ConfigurationKeys.WarehouseUrl.Name}: found a user in the URL, expected {ConfigurationKeys.WarehouseUser.Name} and {ConfigurationKeys.WarehousePassword.EnvironmentVariable}");
        }
        else
        {
            values.AddFault(ConfigurationKeys.WarehouseUrl, $"the HTTP interface of ClickHouse, such as {LocalUrl}");
        }

        return new Uri(LocalUrl);
    }

    private StagingRoute Route()
    {
        string text = values.Get(ConfigurationKeys.WarehouseS3Load);
        var route = text switch
        {
            "stream" => StagingRoute.Stream,
            "collection" => StagingRoute.Collection,
            "role" => StagingRoute.Role,
            _ => (StagingRoute?)null,
        };
        if (route is null)
            values.AddFault(ConfigurationKeys.WarehouseS3Load, "stream, collection or role");
        if (route == StagingRoute.Collection && values.Get(ConfigurationKeys.WarehouseS3Collection).Length == 0)
            values.AddFault(ConfigurationKeys.WarehouseS3Collection, "the named collection that the server reads the staging zone with");
        return route ?? StagingRoute.Stream;
    }

    // As the server sees it: by default it is where Fleetlake sees it.
    private string? StagingUrl()
    {
        if (values.Get(ConfigurationKeys.WarehouseS3Load) != "role")
            return null;
        var key = values.Get(ConfigurationKeys.WarehouseStagingUrl).Length > 0 ? ConfigurationKeys.WarehouseStagingUrl : ConfigurationKeys.LakeStaging;
        string text = values.Get(key);
        bool isUrl = text.StartsWith(S3Scheme, StringComparison.Ordinal) || (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https");
        // It stands in the statement, and so in the server's log.
        if (isUrl && text.AsSpan().IndexOfAny('@', '?', '#') < 0)
            return text;
        values.AddFault(key, $"a URL under which the server reads the staging zone, without user and query, such as s3://bucket/prefix, since {ConfigurationKeys.WarehouseS3Load.Name} is role");
        return null;
    }

    private bool Flag(ConfigurationKey key)
    {
        string text = values.Get(key);
        if (bool.TryParse(text, out bool flag))
            return flag;
        values.AddFault(key, "true or false");
        return false;
    }
}
