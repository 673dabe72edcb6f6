using System.Text.RegularExpressions;
using Fleetlake.Lake.Stores;
using Fleetlake.Warehouse.Redshift;

namespace Fleetlake.Pipeline.Configuration;

/// <summary>Judges the keys of a Redshift warehouse.</summary>
internal sealed partial class RedshiftKeys(ConfigurationValues values, TimeSpan holdWait, TimeSpan statementTimeout)
{
    private const string Scheme = "redshift";
    private const string DefaultRole = "default";
    private const string Example = "redshift://workgroup.123456789012.eu-central-1.redshift-serverless.amazonaws.com:5439";

    public RedshiftOptions Judge()
    {
        var url = Url();
        if (!values.IsSet(ConfigurationKeys.WarehouseUser))
            values.AddFault(ConfigurationKeys.WarehouseUser, "the user of the warehouse");
        if (values.Get(ConfigurationKeys.WarehouseCreateDatabase) != "false")
            values.AddFault(ConfigurationKeys.WarehouseCreateDatabase, "false, since an administrator makes the database in Redshift");
        if (!ObjectStores.IsS3(values.Get(ConfigurationKeys.LakeStaging)))
            values.AddFault(ConfigurationKeys.LakeStaging, "s3://bucket/prefix, since Redshift reads the staging zone itself");
        return new RedshiftOptions
        {
            Host = url?.Host ?? "",
            Port = url is { IsDefaultPort: false } ? url.Port : RedshiftOptions.DefaultPort,
            Database = Database(),
            User = values.Get(ConfigurationKeys.WarehouseUser),
            Password = values.Get(ConfigurationKeys.WarehousePassword),
            CopyRole = CopyRole(),
            StatementTimeout = statementTimeout,
            HoldWait = holdWait,
            ShardBy = WarehouseNames.ShardBy(values),
        };
    }

    private Uri? Url()
    {
        string text = values.IsSet(ConfigurationKeys.WarehouseUrl) ? values.Get(ConfigurationKeys.WarehouseUrl) : "";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme != Scheme || url.Host.Length == 0)
        {
            // What stands before an @ is not repeated: it may be a password.
            if (text.Contains('@', StringComparison.Ordinal))
                values.AddFault($"{ConfigurationKeys.WarehouseUrl.Name}: found another URL, expected the endpoint of Redshift without a user, such as {Example}");
            else
                values.AddFault(ConfigurationKeys.WarehouseUrl, $"the endpoint of Redshift, such as {Example}");
            return null;
        }

        if (url.UserInfo.Length > 0)
        {
            values.AddFault(
                $"{ConfigurationKeys.WarehouseUrl.Name}: found a user in the URL, expected {ConfigurationKeys.WarehouseUser.Name} and {ConfigurationKeys.WarehousePassword.EnvironmentVariable}");
        }
        else if (url.AbsolutePath.Trim('/').Length + url.Query.Length + url.Fragment.Length > 0)
        {
            values.AddFault(ConfigurationKeys.WarehouseUrl, $"host and port alone; the database is {ConfigurationKeys.WarehouseDatabase.Name}");
        }

        return url;
    }

    private string Database() => WarehouseNames.Name(values, ConfigurationKeys.WarehouseDatabase) ?? ConfigurationKeys.WarehouseDatabase.Default;

    private string? CopyRole()
    {
        string text = values.Get(ConfigurationKeys.WarehouseCopyRole);
        if (text == DefaultRole)
            return null;
        if (!Role().IsMatch(text))
            values.AddFault(ConfigurationKeys.WarehouseCopyRole, "default, or the ARN of a role such as arn:aws:iam::123456789012:role/copy, or several with commas between");
        return text;
    }

    // It becomes SQL.
    [GeneratedRegex(@"\A(arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9_+=.@/-]+(,(?=.)|\z))+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Role();
}
