using System.Globalization;
using System.Text.Json;
using Fleetlake.Simulator;

namespace Fleetlake.Bench.Days;

/// <summary>A day of event files on disk.</summary>
internal sealed record SimulatedDay(string Folder, int Files, long Bytes, long Events)
{
    // What a vehicle sends in a second, measured over a whole day.
    private const long BytesPerVehicleSecond = 105;
    private const long FileSystemBlock = 4096;
    private const int BrokenEvery = 5;

    /// <summary>
    /// The day of these options: as it lies there, or simulated now. It is kept, for to write so many files
    /// into a file system that has just deleted as many can take ten times as long.
    /// </summary>
    public static SimulatedDay Open(string root, int vehicles, int seconds)
    {
        string folder = Path.Combine(root, $"events-{vehicles}-{seconds}");
        string marker = $"{folder}.json";
        if (File.Exists(marker) && JsonSerializer.Deserialize<SimulationSummary>(File.ReadAllBytes(marker)) is { } found)
            return Of(folder, found);
        EnsureFits(root, vehicles, seconds);
        Progress.Say($"simulating {vehicles:N0} vehicles for {seconds:N0} seconds");
        var summary = FleetWriter.WriteTo(folder, new FleetOptions { Date = BenchOptions.Date, Vehicles = vehicles, Seconds = seconds });
        File.WriteAllBytes(marker, JsonSerializer.SerializeToUtf8Bytes(summary));
        return Of(folder, summary);
    }

    /// <summary>The same lines in one file.</summary>
    public SimulatedDay InOneFile() => Derived("one", () =>
    {
        string[] files = [.. Directory.GetFiles(Folder).Order(new BySecond())];
        using var all = File.Create(Path.Combine($"{Folder}-one", Path.GetFileName(files[0])));
        foreach (string file in files)
            all.Write(File.ReadAllBytes(file));
    });

    /// <summary>The same files, of every fifth line only the first half.</summary>
    public SimulatedDay Broken() => Derived("broken", () => Parallel.ForEach(Directory.EnumerateFiles(Folder), file =>
    {
        string[] lines = File.ReadAllLines(file);
        for (int i = BrokenEvery - 1; i < lines.Length; i += BrokenEvery)
            lines[i] = lines[i][..(lines[i].Length / 2)];
        File.WriteAllLines(Path.Combine($"{Folder}-broken", Path.GetFileName(file)), lines);
    }));

    /// <summary>Reads every file, so that whoever is measured next finds them in the page cache, whatever the system has dropped since.</summary>
    public void Warm()
    {
        Parallel.ForEach(Directory.EnumerateFiles(Folder), file => File.ReadAllBytes(file));
    }

    private SimulatedDay Derived(string kind, Action write)
    {
        string folder = $"{Folder}-{kind}";
        string marker = $"{folder}.done";
        if (!File.Exists(marker))
        {
            Directory.CreateDirectory(folder);
            write();
            File.WriteAllText(marker, "");
        }

        var files = new DirectoryInfo(folder).GetFiles();
        return this with { Folder = folder, Files = files.Length, Bytes = files.Sum(file => file.Length) };
    }

    private static SimulatedDay Of(string folder, SimulationSummary summary) =>
        new(folder, summary.Files, summary.Bytes, summary.Events.Values.Sum());

    private static void EnsureFits(string root, int vehicles, int seconds)
    {
        Directory.CreateDirectory(root);
        long files = seconds * (FileSystemBlock + (vehicles * BytesPerVehicleSecond));
        // A lake, a warehouse and what an engine spills come to less than the files do.
        long needed = 2 * files;
        long free = new DriveInfo(root).AvailableFreeSpace;
        if (free < needed)
            throw new BenchException($"a day of {vehicles:N0} vehicles takes {Units.Bytes(needed)} with its lake and warehouse; {Units.Bytes(free)} are free. Choose a smaller --scale or another --out.");
    }

    // Names have no leading zeros: their order is not that of time.
    private sealed class BySecond : IComparer<string>
    {
        public int Compare(string? x, string? y) => Second(x!).CompareTo(Second(y!));

        private static int Second(string path)
        {
            int[] parts = [.. Path.GetFileName(path).Split('-')[3..6].Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
            return (((parts[0] * 60) + parts[1]) * 60) + parts[2];
        }
    }
}
