namespace Fleetlake.Warehouse.ClickHouse;

/// <summary>How the files of the staging zone come into ClickHouse.</summary>
public enum StagingRoute
{
    /// <summary>Fleetlake sends them in the body of the insert.</summary>
    Stream,

    /// <summary>The server reads them from S3 with the credentials of a named collection.</summary>
    Collection,

    /// <summary>The server reads them from S3 with the role of its own machine.</summary>
    Role,
}

/// <summary>How a ClickHouse warehouse is reached and what it may do.</summary>
public sealed record ClickHouseOptions
{
    /// <summary>The server's HTTP interface, without a user or password: <c>http://host:8123</c>, or <c>https</c>.</summary>
    public required Uri Url { get; init; }

    /// <summary>The database of its tables.</summary>
    public string Database { get; init; } = "fleetlake";

    /// <summary>The user.</summary>
    public string User { get; init; } = "default";

    /// <summary>The user's password; it is in no message.</summary>
    public string Password { get; init; } = "";

    /// <summary>Makes the database when it is missing.</summary>
    public bool CreateDatabase { get; init; }

    /// <summary>How long one statement may take. Default ten minutes.</summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long to wait while another run writes the same table. Default one minute.</summary>
    public TimeSpan HoldWait { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How staged files come in.</summary>
    public StagingRoute Route { get; init; }

    /// <summary>The named collection of <see cref="StagingRoute.Collection"/>, whose <c>url</c> is the root of the staging zone.</summary>
    public string? Collection { get; init; }

    /// <summary>The root of the staging zone as the server reaches it, for <see cref="StagingRoute.Role"/>: <c>s3://…</c> or <c>https://…</c>.</summary>
    public string? StagingUrl { get; init; }

    /// <summary>The cluster that holds the tables; null for one server.</summary>
    public string? Cluster { get; init; }

    /// <summary>The columns by whose hash rows are spread over the shards of a cluster; a table that lacks one of them is whole on every shard.</summary>
    public IReadOnlyList<string> ShardBy { get; init; } = [];

    // Records print their members: the password is not one of them.
    private bool PrintMembers(System.Text.StringBuilder text)
    {
        text.Append("Url = ").Append(Url).Append(", Database = ").Append(Database).Append(", User = ").Append(User);
        return true;
    }
}
