using System.Text.Json;
using Fleetlake.Simulator;

namespace Fleetlake.Bench.Days;

/// <summary>A day of event files on disk.</summary>
internal sealed record SimulatedDay(string Folder, int Files, long Bytes, long Events)
{
    // What a vehicle sends in a second, measured over a whole day.
    private const long BytesPerVehicleSecond = 105;
    private const long FileSystemBlock = 4096;

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

    /// <summary>Reads every file, so that whoever is measured next finds them in the page cache, whatever the system has dropped since.</summary>
    public void Warm()
    {
        Parallel.ForEach(Directory.EnumerateFiles(Folder), file => File.ReadAllBytes(file));
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
}
