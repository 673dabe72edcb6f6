namespace Fleetlake.Aws.Configuration;

/// <summary>The names that are made of the settings: known before anything is, so that policies can say exactly what they mean.</summary>
public sealed partial record StackSettings
{
    /// <summary>What all names begin with.</summary>
    public string Prefix => $"{Project}-{Environment}";

    /// <summary>The database of the Data Catalog that has the definitions.</summary>
    public string Database => $"{Project}_{Environment}";

    /// <summary>The database that the crawlers write to.</summary>
    public string CrawledDatabase => $"{Database}_crawled";

    /// <summary>The bucket of the raw zone.</summary>
    public string RawBucket => Bucket("raw");

    /// <summary>The bucket of the staging zone.</summary>
    public string StagingBucket => Bucket("staging");

    /// <summary>All buckets and the stacks that make them, for who has to know whether their names are free.</summary>
    public IReadOnlyList<(string Bucket, string Stack)> Buckets =>
    [
        (RawBucket, Name("lake")), (StagingBucket, Name("lake")), (Bucket("logs"), Name("lake")),
        (Bucket("dags"), Name("server-based")), (Bucket("answers"), Name("serverless")),
    ];

    /// <summary>The bucket of a purpose, of at most seven characters.</summary>
    public string Bucket(string purpose) => $"{Prefix}-{purpose}-{Account}";

    /// <summary>Anything else.</summary>
    public string Name(string purpose) => $"{Prefix}-{purpose}";

    /// <summary>The ARN of a thing of the account in the region.</summary>
    public string Arn(string service, string resource) => $"arn:aws:{service}:{Region}:{Account}:{resource}";
}
