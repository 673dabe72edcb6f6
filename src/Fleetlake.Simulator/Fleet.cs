using Fleetlake.Simulator.Life;
using Fleetlake.Simulator.Troubles;

namespace Fleetlake.Simulator;

/// <summary>
/// A fleet that drives: shifts and breaks, speeds, turns and stops, the noise of its receivers, operating periods that
/// are announced, moved and deleted, in several organizations with the same ids.
/// </summary>
public sealed class Fleet
{
    private readonly FleetOptions _options;

    /// <summary>Makes a fleet.</summary>
    /// <param name="options">What is simulated.</param>
    /// <exception cref="FleetlakeException">The options have faults; the message names them all.</exception>
    public Fleet(FleetOptions options)
    {
        var faults = options.Validate();
        if (faults.Count > 0)
            throw new FleetlakeException(FaultKind.Caller, string.Join(" ", faults));
        _options = options;
    }

    /// <summary>
    /// The files in order of time, each made as it is asked for; every enumeration begins anew and gives the same bytes.
    /// There is one file a second, and with <see cref="FleetOptions.Mess"/> now and then a foreign one besides.
    /// </summary>
    public IEnumerable<SimulatedFile> Files() => Files(new Tally());

    internal IEnumerable<SimulatedFile> Files(Tally tally)
    {
        var schedule = FleetSchedule.Of(_options);
        var crew = new Crew(_options, schedule);
        var trouble = new Trouble(
            _options.Mess, new Dice(_options.Seed, Subject.Trouble, schedule.Start), schedule.DayMillis, tally);
        var names = new FileNames(_options.Layout, _options.ClockOffset);
        var second = new Second(crew, trouble);
        for (var i = 0; i < _options.Seconds; i++)
        {
            var start = schedule.Start + (i * 1000L);
            var file = new SimulatedFile(names.Of(start), second.Write(start), DateTimeOffset.FromUnixTimeMilliseconds(start + 1000));
            tally.CountFile(file.Bytes.Length);
            yield return file;
            if (trouble.Beside(FileNames.LastSegment(file.Name)) is not { } foreign)
                continue;
            var half = file.Bytes[..(file.Bytes.Length / 2)];
            tally.CountFile(half.Length, isForeign: true);
            yield return new(names.Beside(start, foreign), half, file.End);
        }

        tally.StillHeld = trouble.StillHeld;
    }
}
