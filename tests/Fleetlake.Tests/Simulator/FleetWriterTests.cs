using Fleetlake.Simulator;
using Xunit;

namespace Fleetlake.Tests.Simulator;

public sealed class FleetWriterTests : IDisposable
{
    private static readonly FleetOptions Messy = Feed.Small with { Mess = 0.1, Seconds = 1200, Layout = SimulatedLayout.Nested };

    private readonly string _folder = Directory.CreateTempSubdirectory("fleetlake-simulator-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_folder_holds_the_files_of_the_fleet()
    {
        var summary = Write(Messy);
        var files = Feed.Files(Messy);
        Assert.Equal(
            files.Select(file => file.Name).Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(_folder, path).Replace('\\', '/')).Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.Equal(file.Bytes, File.ReadAllBytes(Path.Combine(_folder, file.Name))));
        Assert.Equal(1200, summary.Files);
        Assert.Equal(files.Count, summary.Files + summary.Mess[MessKind.ForeignFile]);
        Assert.Equal(files.Sum(file => (long)file.Bytes.Length), summary.Bytes);
    }

    [Fact]
    public void Events_are_counted_by_type()
    {
        var events = Feed.Clean(Messy with { Mess = 0 }).CountBy(told => told.Event).ToDictionary(pair => pair.Key, pair => (long)pair.Value);
        Assert.Equal(events.OrderBy(pair => pair.Key), Write(Messy).Events.OrderBy(pair => pair.Key));
    }

    [Fact]
    public void A_longer_file_of_the_same_name_is_overwritten_whole()
    {
        var path = Path.Combine(_folder, "2019-06-01-0-0-0-events.json");
        File.WriteAllText(path, new string('x', 100_000));
        Write(Feed.Small with { Seconds = 1 });
        Assert.Equal(Feed.Files(Feed.Small with { Seconds = 1 })[0].Bytes, File.ReadAllBytes(path));
    }

    [Fact]
    public void Progress_tells_files_made_and_ends_with_all_of_them()
    {
        var progress = new Reports();
        FleetWriter.WriteTo(_folder, Feed.Small, progress, TestContext.Current.CancellationToken);
        Assert.Equal([500, 600], progress.Counts);
    }

    [Fact]
    public void Cancelling_stops_it()
    {
        using var source = new CancellationTokenSource();
        var progress = new Reports { Then = source.Cancel };
        Assert.Throws<OperationCanceledException>(() => FleetWriter.WriteTo(_folder, Feed.Small, progress, source.Token));
        Assert.InRange(Directory.GetFiles(_folder).Length, 1, 599);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_one_plain_fault()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        Assert.ThrowsAny<IOException>(() => FleetWriter.WriteTo(Path.Combine(file, "events"), Feed.Small, null, TestContext.Current.CancellationToken));
    }

    private SimulationSummary Write(FleetOptions options)
        => FleetWriter.WriteTo(_folder, options, progress: null, TestContext.Current.CancellationToken);

    private sealed class Reports : IProgress<int>
    {
        public List<int> Counts { get; } = [];

        public Action? Then { get; init; }

        public void Report(int value)
        {
            Counts.Add(value);
            Then?.Invoke();
        }
    }
}
