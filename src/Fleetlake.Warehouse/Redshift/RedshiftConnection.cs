using System.Globalization;
using System.Net;
using Npgsql;

namespace Fleetlake.Warehouse.Redshift;

/// <summary>How a connection is opened, and what its session is set to.</summary>
internal static class RedshiftConnection
{
    private const int ConnectSeconds = 15;
    private const int KeepAliveSeconds = 30;

    // The server ends a statement by itself; one that does not even say so is waited for a little longer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static string Text(RedshiftOptions options) => new NpgsqlConnectionStringBuilder
    {
        Host = options.Host,
        Port = options.Port,
        Database = options.Database,
        Username = options.User,
        Password = options.Password,
        SslMode = IsLocal(options.Host) ? SslMode.Prefer : SslMode.VerifyFull,
        // Redshift would not know what is asked.
        GssEncryptionMode = GssEncryptionMode.Disable,
        ApplicationName = "fleetlake",
        // Temporary tables and settings are the session's own.
        Pooling = false,
        Enlist = false,
        Timeout = ConnectSeconds,
        CommandTimeout = (int)Math.Ceiling((options.StatementTimeout + Patience).TotalSeconds),
        // A COPY says nothing for minutes, and what stands between drops a connection that says nothing.
        TcpKeepAlive = true,
        TcpKeepAliveTime = KeepAliveSeconds,
        TcpKeepAliveInterval = KeepAliveSeconds,
        // What COPY was refused for stands in the detail.
        IncludeErrorDetail = true,
    }.ConnectionString;

    /// <summary>What every session begins with: what makes the SQL of the models mean what it means everywhere else.</summary>
    public static IReadOnlyList<string> Settings(RedshiftOptions options) =>
    [
        "set timezone to 'UTC'",
        string.Create(CultureInfo.InvariantCulture, $"set statement_timeout to {(long)options.StatementTimeout.TotalMilliseconds}"),
    ];

    /// <summary>True for this machine, the only one to which nothing needs to be encrypted.</summary>
    public static bool IsLocal(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
