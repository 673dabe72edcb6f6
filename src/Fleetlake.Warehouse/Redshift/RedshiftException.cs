using Npgsql;

namespace Fleetlake.Warehouse.Redshift;

/// <summary>A fault that the server told, or of the way to it.</summary>
/// <param name="kind">Who has to act.</param>
/// <param name="about">What was being done and where.</param>
/// <param name="said">What went wrong, in the server's words.</param>
/// <param name="exception">What was underneath.</param>
internal sealed class RedshiftException(FaultKind kind, string about, string said, Exception exception)
    : FleetlakeException(kind, $"{about}: {said}", exception)
{
    public string Said => said;

    /// <summary>The server's error code; empty when it told none.</summary>
    public string Code => Told?.SqlState ?? "";

    /// <summary>The place in the statement, from 1; 0 when the server told none.</summary>
    public int Position => Told?.Position ?? 0;

    /// <summary>True when the transaction was undone for another one's sake.</summary>
    public bool IsConflict => Told is { } told && RedshiftFaults.IsConflict(told);

    private PostgresException? Told => InnerException as PostgresException;
}
