using Fleetlake.Simulator.Lines;

namespace Fleetlake.Simulator.Life;

/// <summary>What becomes of an operating period.</summary>
internal enum PeriodFate
{
    Kept,

    /// <summary>Deleted before it starts.</summary>
    Withdrawn,

    /// <summary>Deleted while it runs.</summary>
    Broken,

    /// <summary>Deleted before it starts and created again with new hours.</summary>
    Moved,
}

/// <summary>What an operating period spans.</summary>
internal enum PartOfDay
{
    Any,

    /// <summary>The middle of the fleet's day.</summary>
    Noon,

    /// <summary>The end of the fleet's day.</summary>
    Night,
}

/// <summary>The hours of an operating period, and when they are told.</summary>
internal sealed class PeriodDraft
{
    private readonly Dice _dice;
    private readonly FleetSchedule _schedule;
    private readonly long _announced;
    private readonly long _start;
    private readonly long _finish;

    public PeriodDraft(Dice dice, FleetSchedule schedule, long day, PartOfDay part)
    {
        (_dice, _schedule) = (dice, schedule);
        var (earliest, latest, shortest, longest) = part switch
        {
            PartOfDay.Noon => (0.25, 0.4, 0.26, 0.35),
            PartOfDay.Night => (0.85, 0.95, 0.2, 0.35),
            _ => (0.03, 0.85, 0.08, 0.3),
        };
        _start = schedule.Round(day + Share(earliest, latest));
        _finish = schedule.Round(_start + Share(shortest, longest));
        _announced = _start - (dice.Chance(0.4) ? Share(0.7, 1.2) : Share(0.005, 0.012));
    }

    public IEnumerable<FleetEvent> Events(Id organization, Id id, PeriodFate fate)
    {
        var clamp = Share(0.0001, 0.003);
        var deleted = fate == PeriodFate.Broken
            ? _start + (long)((_finish - _start) * _dice.Between(0.2, 0.8))
            : _announced + (long)((_start - _announced) * _dice.Between(0.3, 0.9));
        var isOver = fate != PeriodFate.Kept && deleted < _schedule.Start;
        // What was told before the run began is told as it begins; what was over by then is not.
        var created = Math.Max(_announced, _schedule.Start + clamp);
        var told = new FleetEvent(EventType.Create, created, organization, id, Start: _start, Finish: _finish);
        if (!isOver)
            yield return told;
        if (fate == PeriodFate.Kept)
            yield break;
        deleted = Math.Max(deleted, created + Share(0.0002, 0.0008));
        if (!isOver)
            yield return told with { Type = EventType.Delete, At = deleted };
        if (fate == PeriodFate.Moved)
            yield return Moved(told, deleted);
    }

    private FleetEvent Moved(FleetEvent told, long deleted)
    {
        var at = deleted + Share(0.0005, 0.003);
        var start = _schedule.Round(Math.Max(_start, at) + Share(0.02, 0.06));
        return told with { At = at, Start = start, Finish = start + (_finish - _start) };
    }

    private long Share(double least, double most) => (long)(_schedule.DayMillis * _dice.Between(least, most)) + 1;
}
