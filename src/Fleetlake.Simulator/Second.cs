using System.Runtime.InteropServices;
using Fleetlake.Simulator.Life;
using Fleetlake.Simulator.Lines;
using Fleetlake.Simulator.Troubles;

namespace Fleetlake.Simulator;

/// <summary>Writes one second of a fleet's life after the other.</summary>
internal sealed class Second(Crew crew, Trouble trouble)
{
    private readonly List<FleetEvent> _events = [];
    private readonly List<long> _order = [];
    private readonly Page _page = new();

    public ReadOnlyMemory<byte> Write(long start)
    {
        _events.Clear();
        crew.Act(start + 1000, _events);
        Sort(start);
        _page.Clear();
        var second = start / 1000;
        trouble.Open(second, _page);
        foreach (var key in _order)
            trouble.Write(CollectionsMarshal.AsSpan(_events)[(int)key], second, _page);
        trouble.Close(second, _page);
        return _page.Written;
    }

    // By instant, then in the order of the crew: one key for both, for plain numbers sort fast and alike everywhere.
    private void Sort(long start)
    {
        _order.Clear();
        for (var i = 0; i < _events.Count; i++)
            _order.Add(((_events[i].At - start) << 32) | (uint)i);
        _order.Sort();
    }
}
