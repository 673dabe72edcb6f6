namespace Fleetlake.Warehouse.Redshift;

/// <summary>How a Redshift warehouse is reached and what it may do.</summary>
public sealed record RedshiftOptions
{
    /// <summary>The port that Redshift listens at where no other is named.</summary>
    public const int DefaultPort = 5439;

    /// <summary>The endpoint of the cluster or workgroup. To a host that is not this machine the way is encrypted and its certificate checked.</summary>
    public required string Host { get; init; }

    /// <summary>Its port.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>The database of its tables, which an administrator has made.</summary>
    public required string Database { get; init; }

    /// <summary>The user. The tables lie in the first schema of its search path.</summary>
    public required string User { get; init; }

    /// <summary>The user's password; it is in no message.</summary>
    public string Password { get; init; } = "";

    /// <summary>The role that Redshift reads the staging zone with, an ARN or several chained with commas; null for the default role of the cluster.</summary>
    public string? CopyRole { get; init; }

    /// <summary>How long one statement may take. Default ten minutes.</summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long to wait while another run writes the same table. Default one minute.</summary>
    public TimeSpan HoldWait { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The columns that rows go together by, the one they are spread by last. A table that lacks one of them is whole on every node.</summary>
    public IReadOnlyList<string> ShardBy { get; init; } = [];

    // Records print their members: the password is not one of them.
    private bool PrintMembers(System.Text.StringBuilder text)
    {
        text.Append("Host = ").Append(Host).Append(", Database = ").Append(Database).Append(", User = ").Append(User);
        return true;
    }
}
