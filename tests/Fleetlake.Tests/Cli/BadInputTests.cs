using Fleetlake.Cli;
using Fleetlake.Cli.Output;
using Fleetlake.Lake.Source;
using Fleetlake.Lake.Stores;
using Fleetlake.Pipeline.History;
using Fleetlake.Pipeline.Running;
using Xunit;

namespace Fleetlake.Tests.Cli;

/// <summary>Sources that are not what they should be: one clear message, and what the failed step writes stays as it was.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly Sandbox _sandbox = Sandbox.WithDay();

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData("run")]
    [InlineData("extract")]
    public async Task A_source_that_is_not_there_exits_with_2(string command)
    {
        Directory.Delete(_sandbox.PathOf("events"), recursive: true);

        (await _sandbox.Run(command, "--date", Sandbox.Day)).Exits(2).SaysItPlainly().Says($"{_sandbox.PathOf("events")}: found nothing, expected a folder of event files");
    }

    [Fact]
    public async Task A_source_that_is_a_file_exits_with_2() =>
        (await _sandbox.RunDay("--source", Path.Combine("events", Sandbox.FirstFile))).Exits(2).SaysItPlainly().Says("found a file, expected a folder of event files");

    [Theory]
    [InlineData("events")]
    [InlineData("events/2019-06-01-8-0-0-events.json")]
    public async Task What_may_not_be_read_exits_with_2_and_names_the_user(string name)
    {
        const string setpriv = "/usr/bin/setpriv";
        Assert.SkipWhen(Environment.IsPrivilegedProcess && !File.Exists(setpriv), "Root may read everything: install util-linux (setpriv) or run this as somebody else.");
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Unix modes");
            return;
        }

        string path = _sandbox.PathOf(name);
        File.SetUnixFileMode(path, UnixFileMode.None);
        try
        {
            // Root without the rights that put it above modes is as anybody else who owns the file.
            string asAnybody = Environment.IsPrivilegedProcess ? $"{setpriv} --bounding-set=-dac_override,-dac_read_search " : "";
            var result = await FleetlakeProcess.RunShellAsync(_sandbox, $"exec {asAnybody}$0 run --date {Sandbox.Day}");
            result.Exits(2).SaysItPlainly().Says(path, $"permission denied for user {Environment.UserName}");
        }
        finally
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public async Task Files_with_other_names_are_left_alone_and_counted()
    {
        _sandbox.WriteEvents("2019-06-01-readme.txt", Line.Broken);
        _sandbox.WriteEvents("2019-06-01-24-0-0-events.json", Line.Broken);

        (await _sandbox.RunDay()).Exits(0).Says("2 objects, 2 objects are no event files");
    }

    [Fact]
    public async Task A_file_that_vanishes_between_listing_and_reading_is_listed_again()
    {
        string late = _sandbox.PathOf("events", "2019-06-01-9-0-0-events.json");
        var (record, store, error) = await RunVanishingAsync(() => File.Delete(late), times: 1);

        Assert.Equal(RunStatus.Done, record.Status);
        Assert.Equal(2, record.Steps[0].Attempts);
        Assert.Equal(2, store.Listings);
        Assert.Contains($"{late} was listed and is gone. Trying again in", error, StringComparison.Ordinal);
        Assert.Equal(["52", "52.01"], await _sandbox.Rows("select lat from update_events order by lat"));
    }

    [Fact]
    public async Task A_file_that_changes_between_listing_and_reading_is_listed_again()
    {
        var (record, store, error) = await RunVanishingAsync(
            () => _sandbox.WriteEvents("2019-06-01-9-0-0-events.json", Line.Update("v_1", "2019-06-01T18:19:10Z", 53.125), Line.Broken), times: 1);

        Assert.Equal(RunStatus.Done, record.Status);
        Assert.Equal(2, store.Listings);
        Assert.Contains("changed while it was read", error, StringComparison.Ordinal);
        Assert.Contains("53.125", await _sandbox.Rows("select lat from update_events"));
    }

    [Fact]
    public async Task A_source_that_never_holds_still_exits_with_75_and_leaves_the_lake_as_it_was()
    {
        (await _sandbox.RunDay()).Exits(0);
        var files = _sandbox.LakeFiles();
        int count = 0;
        _sandbox.WriteEvents("2019-06-01-9-0-0-events.json", Line.Update("v_1", "2019-06-01T18:19:10Z", 53));

        var (record, store, _) = await RunVanishingAsync(
            () => _sandbox.WriteEvents("2019-06-01-9-0-0-events.json", [.. Enumerable.Repeat(Line.Broken, ++count)]), times: 100);

        Assert.Equal(75, record.ExitCode);
        Assert.Equal(3, store.Listings);
        Assert.All(record.Steps.Skip(1), step => Assert.Equal(RunStatus.Skipped, step.Status));
        Assert.Equal(files, _sandbox.LakeFiles());
    }

    [Fact]
    public async Task An_event_name_that_would_leave_its_folder_does_not()
    {
        _sandbox.WriteEvents("2019-06-01-10-0-0-events.json", Line.Event("vehicle", "../../x", "2019-06-01T10:00:00Z", "{}"), Line.Event("vehicle", "..", "2019-06-01T10:00:00Z", "{}"), Line.Event("vehicle", "/etc/passwd", "2019-06-01T10:00:00Z", "{}"));

        (await _sandbox.RunDay()).Exits(0).Says("3 rows nobody modelled");

        Assert.True(File.Exists(_sandbox.Part("raw", "date=2019-06-01", "event=..%2F..%2Fx")));
        Assert.True(File.Exists(_sandbox.Part("raw", "date=2019-06-01", "event=..")));
        Assert.True(File.Exists(_sandbox.Part("raw", "date=2019-06-01", "event=%2Fetc%2Fpasswd")));
        Assert.Equal(["events", "lake"], Directory.EnumerateFileSystemEntries(_sandbox.Folder).Select(Path.GetFileName).Order());
        Assert.Equal(["raw", "staging", "warehouse.duckdb", "warehouse.duckdb.lock"], Directory.EnumerateFileSystemEntries(_sandbox.PathOf("lake")).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(30)]
    public async Task A_compressed_file_that_is_cut_short_fails_and_leaves_the_lake_as_it_was(int missingBytes)
    {
        (await _sandbox.RunDay()).Exits(0);
        var rows = await _sandbox.AllRows();
        var files = _sandbox.LakeFiles();
        const string name = "2019-06-01-10-0-0-events.json.gz";
        _sandbox.WriteCompressedEvents(name, missingBytes, Line.Update("v_1", "2019-06-01T20:00:00Z", 53.125), Line.Update("v_1", "2019-06-01T20:01:00Z", 53.125));

        var result = (await _sandbox.RunDay()).Exits(1).SaysItPlainly();

        result.Says("extract: failed", _sandbox.PathOf("events", name), "no whole gzip file", "expected one that is not cut short");
        Assert.Contains("19 steps that depend on it were skipped", result.Output, StringComparison.Ordinal);
        Assert.Equal(files, _sandbox.LakeFiles());
        Assert.Equal(rows, await _sandbox.AllRows());

        _sandbox.WriteCompressedEvents(name, 0, Line.Update("v_1", "2019-06-01T20:00:00Z", 53.125));
        (await _sandbox.RunDay()).Exits(0);
        Assert.Contains("53.125", await _sandbox.Rows("select lat from update_events"));
    }

    [Fact]
    public async Task A_lake_whose_folder_is_a_file_is_told_plainly()
    {
        _sandbox.Write("lake/raw", "a file");

        (await _sandbox.RunDay()).SaysItPlainly().Says(_sandbox.PathOf("lake", "raw"));
    }

    [Fact]
    public async Task A_warehouse_that_is_no_duckdb_file_exits_with_2_and_is_left_as_it_was()
    {
        _sandbox.Write("lake/warehouse.duckdb", "not a database, but long enough to be looked at as if it were one");

        (await _sandbox.RunDay()).Exits(2).SaysItPlainly().Says(_sandbox.PathOf("lake", "warehouse.duckdb") + " cannot be opened as a DuckDB file");
        (await _sandbox.Run("query", "select 1")).Exits(2).SaysItPlainly().Says(_sandbox.PathOf("lake", "warehouse.duckdb") + " cannot be opened as a DuckDB file");
        Assert.StartsWith("not a database", await File.ReadAllTextAsync(_sandbox.PathOf("lake", "warehouse.duckdb"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task<(RunRecord Record, VanishingStore Store, string Error)> RunVanishingAsync(Action vanish, int times)
    {
        using var error = new StringWriter();
        using var observer = StepObserver.Create(new CommandHost(TextWriter.Null, error, _sandbox.Folder, _sandbox.Environment, false, false));
        var settings = _sandbox.ReadSettings();
        var store = new VanishingStore(ObjectStores.Open(settings.SourceUrl), vanish, times);
        var runner = new Runner(settings.Open() with { Source = new EventSource(store, settings.Clock) }, observer)
        {
            Retry = new RetryPolicy(3, TimeSpan.FromMilliseconds(1)),
        };
        var record = await runner.RunAsync(new DateOnly(2019, 6, 1), new RunOptions(), TestContext.Current.CancellationToken);
        return (record, store, error.ToString());
    }
}
