using System.Text;
using Fleetlake.Simulator.Lines;

namespace Fleetlake.Simulator.Troubles;

/// <summary>
/// What real feeds do to lines. It has a stream of chance of its own, so that the fleet lives alike with and without it.
/// </summary>
internal sealed class Trouble(double share, Dice dice, long dayMillis, Tally tally)
{
    private static readonly MessKind[] LineKinds = [.. Enum.GetValues<MessKind>().Where(kind => kind <= MessKind.CarriageReturn)];

    private readonly LineWriter _lines = new();
    private readonly Page _scratch = new();
    private readonly Backlog _backlog = new();
    private long _eventsOnPage;

    public long StillHeld => _backlog.Events;

    /// <summary>Begins a second's file.</summary>
    public void Open(long second, Page page)
    {
        _eventsOnPage = 0;
        if (share == 0)
            return;
        if (Strikes(share, MessKind.ByteOrderMark))
            page.Append([0xEF, 0xBB, 0xBF]);
        _eventsOnPage = _backlog.Deliver(second, page);
    }

    public void Write(in FleetEvent happened, long second, Page page)
    {
        tally.Count(happened.Type);
        if (share == 0 || !dice.Chance(share))
        {
            WriteWell(happened, page);
            return;
        }

        var kind = Choose(happened);
        tally.Count(kind);
        Write(kind, happened, second, page);
    }

    /// <summary>Ends a second's file.</summary>
    public void Close(long second, Page page)
    {
        if (share == 0 || page.Length == 0)
            return;
        if (page.Written.Span[^1] == '\n' && Strikes(share / 4, MessKind.EmptyFile))
        {
            HoldAll(second, page);
            return;
        }

        if (page.Written.Span[^1] == '\n' && Strikes(share, MessKind.NoFinalNewline))
            page.CutTo(page.Length - 1);
    }

    /// <summary>The name of a foreign file beside the one of this name, or null when there is none.</summary>
    public string? Beside(string name)
        => share > 0 && Strikes(share / 4, MessKind.ForeignFile)
            ? dice.Of<string>([name + ".tmp", name + ".md5", name + ".bak", "copy-of-" + name, "README-" + name + ".txt", "." + name])
            : null;

    private void Write(MessKind kind, in FleetEvent happened, long second, Page page)
    {
        switch (kind)
        {
            case MessKind.HeldBack or MessKind.TwiceInFile or MessKind.TwiceLater or MessKind.TwiceRestated:
                Deliver(kind, happened, second, page);
                return;
            case MessKind.Backdated:
                _lines.Write(Shift(happened, -dice.Between(60_000L, 2 * 86_400_000L)), page);
                break;
            case MessKind.Early:
                _lines.Write(Shift(happened, dice.Between(60_000L, 86_400_000L)), page);
                break;
            case MessKind.BlankLine:
                WriteLine(dice.Of<string>(["", " ", "\t ", "\r", "        "]), page);
                break;
            case >= MessKind.UnknownMembers and <= MessKind.DuplicateMember:
                WriteLine(Respelling.Of(kind, happened, dice), page);
                _eventsOnPage++;
                return;
            case MessKind.CarriageReturn:
                WriteWell(happened, page);
                page.CutTo(page.Length - 1);
                page.Append("\r\n"u8);
                return;
            default:
                WriteBesides(kind, happened, page);
                break;
        }

        WriteWell(happened, page);
    }

    private void WriteBesides(MessKind kind, in FleetEvent happened, Page page)
    {
        switch (kind)
        {
            case MessKind.EmptyId or MessKind.OffTheMap or MessKind.FinishBeforeStart or MessKind.NoData:
                WriteLine(BrokenData.Of(kind, happened, dice), page);
                break;
            case MessKind.UnknownType or MessKind.UnknownEntity:
                WriteLine(Stranger.Of(kind, happened, dice), page);
                break;
            default:
                page.Append(BrokenLine.Of(kind, happened, dice));
                page.Append((byte)'\n');
                break;
        }
    }

    private void Deliver(MessKind kind, in FleetEvent happened, long second, Page page)
    {
        if (kind == MessKind.HeldBack)
        {
            Hold(Rendered(happened), second, events: 1);
            return;
        }

        WriteWell(happened, page);
        var again = kind == MessKind.TwiceRestated ? Restated(happened) : Rendered(happened);
        if (kind == MessKind.TwiceInFile || (kind == MessKind.TwiceRestated && dice.Chance(0.5)))
            page.Append(again.Span);
        else
            Hold(again, second, events: 0);
    }

    private ReadOnlyMemory<byte> Rendered(in FleetEvent happened)
    {
        _scratch.Clear();
        _lines.Write(happened, _scratch);
        return _scratch.Written;
    }

    private ReadOnlyMemory<byte> Restated(in FleetEvent happened)
    {
        _scratch.Clear();
        var kind = (MessKind)((int)MessKind.UnknownMembers + dice.Below(MessKind.DuplicateMember - MessKind.UnknownMembers + 1));
        WriteLine(Respelling.Of(kind, happened, dice), _scratch);
        return _scratch.Written;
    }

    // Most come soon, some after hours, a few after days.
    private void Hold(ReadOnlyMemory<byte> line, long second, long events)
    {
        var (least, most) = dice.Below(20) switch { < 10 => (0.0, 0.01), < 17 => (0.01, 0.15), _ => (0.15, 2.0) };
        var delaySeconds = 1 + (long)(dayMillis / 1000 * dice.Between(least, most));
        _backlog.Hold(second + delaySeconds, line, events);
    }

    private void HoldAll(long second, Page page)
    {
        var mark = page.Written.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;
        _backlog.Hold(second + 1, page.Written[mark..], _eventsOnPage);
        page.CutTo(mark);
    }

    private void WriteWell(in FleetEvent happened, Page page)
    {
        _lines.Write(happened, page);
        _eventsOnPage++;
    }

    private MessKind Choose(in FleetEvent happened)
    {
        while (true)
        {
            var kind = dice.Of<MessKind>(LineKinds);
            if (happened.IsLocated || kind is not (MessKind.OffTheMap or MessKind.NumberSpelling))
                return kind;
        }
    }

    private bool Strikes(double probability, MessKind kind)
    {
        var strikes = dice.Chance(probability);
        if (strikes)
            tally.Count(kind);
        return strikes;
    }

    private static FleetEvent Shift(in FleetEvent happened, long millis) => happened with { At = happened.At + millis };

    private static void WriteLine(string line, Page page)
    {
        Encoding.UTF8.GetBytes(line, page.Take(Encoding.UTF8.GetByteCount(line)));
        page.Append((byte)'\n');
    }
}
