using Fleetlake.Simulator.Lines;

namespace Fleetlake.Simulator.Life;

/// <summary>
/// The shifts of a vehicle: several a day with short breaks, by their length some across midnight. Durations are shares
/// of the fleet's day.
/// </summary>
internal sealed class Roster(Dice dice, long start, long dayMillis)
{
    private long _free = start;
    private bool _began;

    public Shift Next()
    {
        var begin = _free + Break();
        var finish = begin + Share(0.12, 0.4);
        var closes = !dice.Chance(0.04);
        var notices = Notices(begin, finish, closes);
        _free = Math.Max(finish, notices[^1].At);
        // A vehicle that went silent without a word: its stay is open for long.
        if (!closes && dice.Chance(0.25))
            _free += Share(0.8, 1.3);
        var fixFrom = dice.Chance(0.35) ? begin + Math.Min(dice.Between(2_000L, 40_000L), (finish - begin) / 4) : begin;
        return new(begin, finish, fixFrom, dice.Of<FixKind>([FixKind.Missing, FixKind.Null, FixKind.NullMembers]), notices);
    }

    // Most vehicles are at work when a run begins, for it cuts into a day that goes on.
    private long Break()
    {
        var first = !_began;
        _began = true;
        if (!first)
            return Share(0.01, 0.05);
        return dice.Chance(0.85) ? Share(0.0005, 0.02) : Share(0.03, 0.15);
    }

    private List<Notice> Notices(long begin, long finish, bool closes)
    {
        List<Notice> notices = [new(begin, EventType.Register)];
        if (dice.Chance(0.04))
            notices.Add(new(begin + Share(0.0005, 0.02), EventType.Register));
        if (closes)
            notices.Add(new(finish, EventType.Deregister));
        if (closes && dice.Chance(0.03))
            notices.Add(new(finish + Share(0.0005, 0.009), EventType.Deregister));
        // A driver takes over: the stay ends and the next begins in one instant.
        if (dice.Chance(0.02))
            HandOver(notices, begin + Share(0.03, 0.1));
        return notices;
    }

    private static void HandOver(List<Notice> notices, long at)
    {
        var place = notices.FindIndex(notice => notice.At > at);
        if (place < 0)
            place = notices.Count;
        notices.InsertRange(place, [new(at, EventType.Deregister), new(at, EventType.Register)]);
    }

    private long Share(double least, double most) => (long)(dayMillis * dice.Between(least, most)) + 1;
}
