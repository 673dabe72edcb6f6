namespace Fleetlake.Simulator;

/// <summary>How the keys of the files are laid out below their folder or prefix.</summary>
public enum SimulatedLayout
{
    /// <summary><c>2019-06-01-15-17-4-events.json</c>.</summary>
    Flat,

    /// <summary><c>2019/06/01/15/17/2019-06-01-15-17-4-events.json</c>: a folder a minute.</summary>
    Nested,
}
