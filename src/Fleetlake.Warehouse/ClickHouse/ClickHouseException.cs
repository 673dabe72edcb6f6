namespace Fleetlake.Warehouse.ClickHouse;

/// <summary>A fault that a ClickHouse server told, or of the way to it.</summary>
/// <param name="kind">Who has to act.</param>
/// <param name="code">The server's error code; 0 when it told none.</param>
/// <param name="about">What was being done and where.</param>
/// <param name="said">What went wrong, in the server's words.</param>
/// <param name="exception">What was underneath.</param>
internal sealed class ClickHouseException(FaultKind kind, int code, string about, string said, Exception? exception)
    : FleetlakeException(kind, $"{about}: {said}", exception)
{
    public int Code => code;

    /// <summary>True when the server lacks room or may not use it, whatever it was given.</summary>
    public bool IsOfResources => ClickHouseFaults.IsOfResources(code);

    public string Said => said;
}
