namespace Fleetlake.Warehouse.Models;

/// <summary>Collects what is wrong with all files, so that it is told at once.</summary>
internal sealed class Faults
{
    private readonly List<(string File, int Line, string Message)> _faults = [];

    public void Add(string file, int line, string message) => _faults.Add((file, line, message));

    public void ThrowIfAny()
    {
        if (_faults.Count == 0)
            return;
        var lines = _faults
            .OrderBy(fault => fault.File, StringComparer.Ordinal)
            .ThenBy(fault => fault.Line)
            .Select(fault => $"{fault.File}:{fault.Line}: {fault.Message}");
        throw new FleetlakeException(FaultKind.Caller, string.Join('\n', lines));
    }
}
