using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace Fleetlake.Warehouse.Redshift;

/// <summary>Tells who has to act on a fault, by the codes of the protocol.</summary>
internal static class RedshiftFaults
{
    public const string UnknownDatabase = PostgresErrorCodes.InvalidCatalogName;
    public const string UnknownTable = PostgresErrorCodes.UndefinedTable;

    // Redshift tells a violation of serializable isolation as an internal error whose whole message is its own number for it.
    private const string Serializable = "1023";
    private const int MostCharacters = 1000;

    private static readonly HashSet<string> Conflicts =
        [PostgresErrorCodes.SerializationFailure, PostgresErrorCodes.DeadlockDetected];

    // Two that create the same table at once, which "if not exists" does not keep apart.
    private static readonly HashSet<string> Races =
        [PostgresErrorCodes.DuplicateTable, PostgresErrorCodes.UniqueViolation, PostgresErrorCodes.DuplicateObject];

    private static readonly HashSet<string> Refusals =
        [PostgresErrorCodes.InvalidPassword, PostgresErrorCodes.InvalidAuthorizationSpecification];

    /// <summary>True for what a server or the way to it does; anything else is a fault of the program.</summary>
    public static bool IsOfServer(Exception exception) => exception is NpgsqlException or SocketException or TimeoutException or IOException;

    /// <summary>True when the transaction was undone for another one's sake and may simply be done again.</summary>
    public static bool IsConflict(PostgresException exception) =>
        Conflicts.Contains(exception.SqlState) || (exception.SqlState == PostgresErrorCodes.InternalError && exception.MessageText.Trim() == Serializable);

    /// <summary>True when another has created the same table at the same time.</summary>
    public static bool IsRace(RedshiftException exception) => exception.IsConflict || Races.Contains(exception.Code);

    public static RedshiftException Of(Exception exception, string about, RedshiftOptions options) => exception switch
    {
        RedshiftException told => told,
        PostgresException server => new(KindOf(server), about, Said(server, options), server),
        _ when Within<AuthenticationException>(exception) is { } tls => new(
            FaultKind.Caller, about, $"the way to the server cannot be encrypted: {OneLine(tls.Message)} Expected a certificate for {options.Host}; PGSSLROOTCERT names the file of another root.", exception),
        _ when Within<TimeoutException>(exception) is not null => new(FaultKind.Transient, about, "the server did not answer in time", exception),
        NpgsqlException { IsTransient: false, InnerException: null } => new(FaultKind.Caller, about, OneLine(exception.Message), exception),
        _ => new(FaultKind.Transient, about, $"the server cannot be reached: {OneLine(Innermost(exception).Message)}", exception),
    };

    private static FaultKind KindOf(PostgresException exception) => exception.SqlState switch
    {
        UnknownDatabase or PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.InvalidSchemaName => FaultKind.Caller,
        PostgresErrorCodes.QueryCanceled => FaultKind.Transient,
        var code when Refusals.Contains(code) => FaultKind.Caller,
        _ => exception.IsTransient || IsConflict(exception) ? FaultKind.Transient : FaultKind.Failed,
    };

    private static string Said(PostgresException exception, RedshiftOptions options)
    {
        string text = OneLine(exception.Detail is { } detail ? $"{exception.MessageText}: {detail}" : exception.MessageText);
        return exception.SqlState switch
        {
            UnknownDatabase => $"there is no database \"{options.Database}\"; an administrator has to create it",
            PostgresErrorCodes.InsufficientPrivilege => $"{text}; grant it to {options.User}, see docs/redshift.md",
            PostgresErrorCodes.InvalidSchemaName => $"{text}; the user {options.User} needs a schema of its search path that is there, see docs/redshift.md",
            PostgresErrorCodes.QueryCanceled => $"{text}; a statement may take {options.StatementTimeout.TotalSeconds:0} s (warehouse.statementSeconds)",
            var code when Refusals.Contains(code) => $"{text}; mend warehouse.user or its password",
            _ when IsConflict(exception) => $"another transaction wrote the same tables at the same time ({text})",
            _ => text,
        };
    }

    private static T? Within<T>(Exception? exception)
        where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found)
                return found;
        }

        return null;
    }

    private static Exception Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
            exception = inner;
        return exception;
    }

    private static string OneLine(string text)
    {
        text = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length > MostCharacters ? text[..MostCharacters] + "…" : text;
    }
}
