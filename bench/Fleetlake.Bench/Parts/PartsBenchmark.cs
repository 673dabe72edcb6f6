using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Fleetlake.Events.Columns;
using Fleetlake.Events.Parsing;
using Fleetlake.Lake.Raw;
using Fleetlake.Lake.Stores;
using Fleetlake.Simulator;

namespace Fleetlake.Bench.Parts;

/// <summary>The inner parts of extract, each on one core and on ten minutes of a day in memory, by BenchmarkDotNet.</summary>
[MemoryDiagnoser]
public class PartsBenchmark
{
    /// <summary>What selects them on the command line.</summary>
    public const string Verb = "parts";

    private const int BrokenEvery = 5;
    private static readonly FleetOptions Options = new() { Date = BenchOptions.Date, Seconds = 600 };
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"fleetlake-parts-{Environment.ProcessId}");
    private string[] _files = [];
    private byte[][] _lines = [];
    private byte[][] _broken = [];

    /// <summary>Runs them and prints BenchmarkDotNet's summary.</summary>
    public static int Run()
    {
        // In this process: the projects that a child would be built from need not be at hand.
        BenchmarkRunner.Run<PartsBenchmark>(DefaultConfig.Instance
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance)).WithOptions(ConfigOptions.DisableLogFile));
        return 0;
    }

    /// <summary>Makes the files and their lines.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        FleetWriter.WriteTo(_folder, Options);
        _files = Directory.GetFiles(_folder);
        _lines = [.. _files.SelectMany(File.ReadAllLines).Select(System.Text.Encoding.UTF8.GetBytes)];
        _broken = [.. _lines.Select((line, i) => i % BrokenEvery == 0 ? line[..(line.Length / 2)] : line)];
        Console.WriteLine(FormattableString.Invariant($"// {_lines.Length} lines, {_lines.Sum(line => line.Length + 1L)} bytes, {_files.Length} files"));
    }

    /// <summary>Removes the files.</summary>
    [GlobalCleanup]
    public void CleanUp() => Directory.Delete(_folder, recursive: true);

    /// <summary>The bytes of every file.</summary>
    [Benchmark]
    public long ReadFiles() => _files.Sum(file => (long)File.ReadAllBytes(file).Length);

    /// <summary>Lines by the shapes that were learned, as a run reads them.</summary>
    [Benchmark]
    public int ParseByShape() => Parse(_lines, learnsShapes: true);

    /// <summary>The same lines by the general reader alone.</summary>
    [Benchmark(Baseline = true)]
    public int ParseInGeneral() => Parse(_lines, learnsShapes: false);

    /// <summary>Every fifth line broken.</summary>
    [Benchmark]
    public int ParseBroken() => Parse(_broken, learnsShapes: true);

    /// <summary>Parsing, and the raw zone's Parquet files in a folder.</summary>
    [Benchmark]
    public async Task<int> ParseAndWriteRaw()
    {
        using var batch = Read(_lines, learnsShapes: true);
        var objects = new TextPool();
        objects.Intern("an-object"u8);
        await using var raw = new RawZoneWriter(new FolderStore(Path.Combine(_folder, "raw")), BenchOptions.Date, objects);
        foreach (var columns in batch.Raw)
            await raw.AddAsync(columns);
        await raw.FinishAsync(CancellationToken.None);
        return (await raw.PublishAsync(CancellationToken.None)).Count;
    }

    private static int Parse(byte[][] lines, bool learnsShapes)
    {
        using var batch = Read(lines, learnsShapes);
        return batch.Raw.Sum(columns => columns.Count) + batch.Rejected.Count;
    }

    private static EventBatch Read(byte[][] lines, bool learnsShapes)
    {
        var batch = new EventBatch(BenchOptions.Date);
        var parser = new LineParser { Batch = batch, LearnsShapes = learnsShapes };
        for (int i = 0; i < lines.Length; i++)
            parser.Parse(lines[i], 0, i + 1);
        return batch;
    }
}
