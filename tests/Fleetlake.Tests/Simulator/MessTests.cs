using System.Text;
using Fleetlake.Simulator;
using Xunit;

namespace Fleetlake.Tests.Simulator;

public sealed class MessTests : IDisposable
{
    private static readonly FleetOptions Messy = Feed.Small with { Vehicles = 20, Mess = 0.2 };

    private readonly string _folder = Directory.CreateTempSubdirectory("fleetlake-simulator-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_kind_occurs_and_is_counted()
    {
        var summary = Write(Messy);
        Assert.Equal(Enum.GetValues<MessKind>(), summary.Mess.Keys.Order());
        Assert.All(summary.Mess.Values, count => Assert.True(count > 0));
    }

    [Fact]
    public void The_share_of_lines_is_what_was_asked_for()
    {
        var summary = Write(Messy);
        var touched = summary.Mess.Where(pair => pair.Key <= MessKind.CarriageReturn).Sum(pair => pair.Value);
        Assert.InRange(touched / (double)summary.Events.Values.Sum(), 0.18, 0.22);
    }

    [Fact]
    public void No_mess_is_none()
    {
        var summary = Write(Messy with { Mess = 0 });
        Assert.Empty(summary.Mess);
        Assert.Equal(0, summary.StillHeld);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1)]
    public void No_event_is_lost_but_those_still_held(double mess)
    {
        var summary = Write(Messy with { Mess = mess });
        var told = Feed.Files(Messy with { Mess = mess }).Where(file => IsEventFile(file.Name))
            .SelectMany(file => Feed.Lines(file.Bytes)).Select(TryRead).OfType<Told>().ToHashSet();
        var clean = Feed.Clean(Messy with { Mess = 0 });
        Assert.Equal(clean.Count, clean.Distinct().Count());
        Assert.True(summary.StillHeld > 0);
        Assert.Equal(summary.StillHeld, clean.Count(one => !told.Contains(one)));
    }

    [Fact]
    public void Most_broken_lines_are_read_by_nobody()
    {
        var summary = Write(Messy);
        var unread = Feed.Files(Messy).Where(file => IsEventFile(file.Name))
            .SelectMany(file => Feed.Lines(file.Bytes)).Count(line => TryRead(line) is null);
        var broken = new[] { MessKind.CutShort, MessKind.Garbage, MessKind.NotAnEvent, MessKind.MissingMember }.Sum(kind => summary.Mess[kind]);
        Assert.True(unread >= broken, $"{unread} lines are unread, {broken} were broken");
    }

    [Fact]
    public void Events_come_late_and_early()
    {
        var lags = new List<long>();
        foreach (var (name, bytes) in Feed.Files(Messy).Where(file => IsEventFile(file.Name)))
        {
            var clock = name["2019-06-01-".Length..].Split('-');
            var second = Feed.Micros(2019, 6, 1) + (((int.Parse(clock[0]) * 3600) + (int.Parse(clock[1]) * 60) + int.Parse(clock[2])) * Feed.Second);
            lags.AddRange(Feed.Lines(bytes).Select(TryRead).OfType<Told>().Select(told => (second - told.At) / Feed.Second)
                // This reader takes a bad timestamp of 1899 for one.
                .Where(lag => Math.Abs(lag) < 1_000_000));
        }

        Assert.InRange(lags.Max(), 86_400, 2 * 86_400);
        Assert.InRange(lags.Min(), -86_401, -3600);
        Assert.Contains(lags, lag => lag is > 10 and < 600);
    }

    [Fact]
    public void Some_bytes_are_not_utf8()
    {
        var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        bool IsBroken(byte[] bytes)
        {
            try
            {
                return strict.GetCharCount(bytes) < 0;
            }
            catch (DecoderFallbackException)
            {
                return true;
            }
        }

        Assert.Contains(Feed.Files(Messy), file => IsBroken(file.Bytes));
        Assert.DoesNotContain(Feed.Files(Messy with { Mess = 0 }), file => IsBroken(file.Bytes));
    }

    [Fact]
    public void Files_have_marks_missing_ends_or_nothing_in_them()
    {
        var files = Feed.Files(Messy).Where(file => IsEventFile(file.Name)).ToList();
        Assert.Equal(600, files.Count);
        Assert.Contains(files, file => file.Bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble));
        Assert.Contains(files, file => file.Bytes is [.., not (byte)'\n']);
        Assert.Contains(files.Skip(60), file => file.Bytes is []);
        Assert.Contains(files, file => Encoding.UTF8.GetString(file.Bytes).Contains("\r\n"));
    }

    private SimulationSummary Write(FleetOptions options)
        => FleetWriter.WriteTo(_folder, options, progress: null, TestContext.Current.CancellationToken);

    private static bool IsEventFile(string name) => name.StartsWith("2019", StringComparison.Ordinal) && name.EndsWith("-events.json", StringComparison.Ordinal);

    private static Told? TryRead(string line)
    {
        try
        {
            return Feed.Read(line);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            return null;
        }
    }
}
