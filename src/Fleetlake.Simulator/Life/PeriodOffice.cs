using System.Globalization;
using Fleetlake.Simulator.Lines;

namespace Fleetlake.Simulator.Life;

/// <summary>
/// Plans an organization's operating periods, one day of the fleet at a time. A day's plan comes from the seed and the
/// day alone, so that a run of the next date has the periods that the run before announced.
/// </summary>
internal sealed class PeriodOffice(FleetSchedule schedule, long organizationNumber, Id organization)
{
    private readonly PriorityQueue<FleetEvent, (long At, int Sequence)> _diary = new();
    private long _plannedUntil = schedule.Start;
    private int _sequence;

    /// <summary>Adds what is announced before <paramref name="until"/> and has not been yet.</summary>
    public void Act(long until, List<FleetEvent> events)
    {
        // The earliest announcement is 1.2 days ahead of a period.
        while (_plannedUntil - (schedule.DayMillis * 5 / 4) < until)
        {
            Plan(_plannedUntil);
            _plannedUntil += schedule.DayMillis;
        }

        while (_diary.TryPeek(out var next, out _) && next.At < until)
            events.Add(_diary.Dequeue());
    }

    private void Plan(long day)
    {
        var dice = new Dice(schedule.Seed, Subject.Periods, organizationNumber, day);
        var count = dice.Below(4) + 6;
        var first = FleetSchedule.FirstPeriodOf(day, schedule.DayMillis);
        for (var i = 0; i < count; i++)
        {
            var id = new Id("op_" + (first + i).ToString(CultureInfo.InvariantCulture));
            var part = i == 0 ? PartOfDay.Noon : i == count - 1 ? PartOfDay.Night : PartOfDay.Any;
            foreach (var happened in new PeriodDraft(dice, schedule, day, part).Events(organization, id, FateOf(i)))
                _diary.Enqueue(happened, (happened.At, _sequence++));
        }
    }

    // By place, not by chance, so that every day has one of each.
    private static PeriodFate FateOf(int place) => place switch
    {
        1 => PeriodFate.Withdrawn,
        2 => PeriodFate.Broken,
        3 => PeriodFate.Moved,
        _ => PeriodFate.Kept,
    };
}
