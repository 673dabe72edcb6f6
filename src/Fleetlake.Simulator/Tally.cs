using Fleetlake.Simulator.Lines;

namespace Fleetlake.Simulator;

/// <summary>Counts while a simulation runs.</summary>
internal sealed class Tally
{
    private readonly long[] _events = new long[Enum.GetValues<EventType>().Length];
    private readonly long[] _mess = new long[Enum.GetValues<MessKind>().Length];
    private int _files;
    private long _bytes;

    public long StillHeld { get; set; }

    public void Count(EventType type) => _events[(int)type]++;

    public void Count(MessKind kind) => _mess[(int)kind]++;

    public void CountFile(int bytes, bool isForeign = false)
    {
        _files += isForeign ? 0 : 1;
        _bytes += bytes;
    }

    public SimulationSummary ToSummary() => new()
    {
        Files = _files,
        Bytes = _bytes,
        Events = Enum.GetValues<EventType>().ToDictionary(type => type.Event(), type => _events[(int)type]),
        Mess = Enum.GetValues<MessKind>().Where(kind => _mess[(int)kind] > 0).ToDictionary(kind => kind, kind => _mess[(int)kind]),
        StillHeld = StillHeld,
    };
}
