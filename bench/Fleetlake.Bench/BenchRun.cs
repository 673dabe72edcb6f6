using System.Diagnostics;
using System.Reflection;
using Fleetlake.Bench.Days;
using Fleetlake.Bench.Processes;
using Fleetlake.Bench.Reports;

namespace Fleetlake.Bench;

/// <summary>The two things that the bench does.</summary>
internal static class BenchRun
{
    /// <summary>Tells whether product and peer agree on a day.</summary>
    /// <exception cref="BenchException">They do not.</exception>
    public static void Check(BenchOptions options)
    {
        var day = Day(options, 1);
        foreach (var each in options.HasOneFile ? [day, day.InOneFile()] : new[] { day })
            new Duel(each, MeasuredProgram.Built(MeasuredProgram.Fleetlake), options.Folder, options.ClickHouse).Run(1);
    }

    /// <summary>Measures, prints the report, and writes it where it was asked for.</summary>
    /// <exception cref="BenchException">They do not agree, or the machine cannot measure them.</exception>
    public static void Measure(BenchOptions options)
    {
        EnsureCanMeasure();
        string program = PublishedProgram.Publish(options.Folder);
        var day = Day(options, 1);
        var (product, peers) = new Duel(day, program, options.Folder, options.ClickHouse) { IsTimed = true }.Run(options.Repeat);
        var others = new OtherDays(
            options.HasOneFile ? new Duel(day.InOneFile(), program, options.Folder, options.ClickHouse) { IsTimed = true }.Run(options.Repeat) : null,
            options.HasBroken ? new Duel(day.Broken(), program, options.Folder) { IsTimed = true }.RunProduct(options.Repeat) : null,
            options.History.Count > 0 ? HistoryBench.Run(options, program) : []);
        List<Measurements> scales = [product];
        foreach (int scale in options.Scales.Where(scale => scale > 1))
            scales.Add(new Duel(Day(options, scale), program, options.Folder) { IsTimed = true }.RunProduct(1));
        string report = MarkdownReport.Of(options, product, peers, others, scales);
        Console.WriteLine(report);
        if (options.WriteTo is { } file)
            MarkedSection.Replace(file, report);
    }

    /// <summary>Measures loads and models on ClickHouse beside plain SQL there, and prints the report.</summary>
    /// <exception cref="BenchException">They do not agree.</exception>
    public static void MeasureClickHouse(BenchOptions options, string server) =>
        Console.WriteLine(new ClickHouseDuel(Day(options, 1), PublishedProgram.Publish(options.Folder), options.Folder, server).Run(options.Repeat));

    private static SimulatedDay Day(BenchOptions options, int scale) =>
        SimulatedDay.Open(options.Folder, options.Vehicles * scale, options.Seconds);

    private static void EnsureCanMeasure()
    {
        if (!OperatingSystem.IsLinux())
            throw new BenchException("what a process used is read as Linux tells it; elsewhere there is --check.");
        if (typeof(BenchRun).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true })
            throw new BenchException("this is a debug build; run it with -c Release, or with --check.");
    }
}
