using System.Globalization;
using Fleetlake.Bench.Processes;
using Fleetlake.Simulator;

namespace Fleetlake.Bench;

/// <summary>One and the same size of day, with more and more days in the lake before it.</summary>
internal static class HistoryBench
{
    private const int Tenth = 10;

    /// <summary>Runs day after day into one lake.</summary>
    /// <returns>The days in the lake, the measured one among them, and what that one used.</returns>
    public static IReadOnlyList<(int Days, Usage Usage)> Run(BenchOptions options, string program)
    {
        string source = Path.Combine(options.Folder, $"history-{options.Vehicles}-{options.Seconds}");
        string folder = Path.Combine(options.Folder, "history");
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        var measured = new List<(int Days, Usage Usage)>();
        for (int day = 1; day <= options.History[^1]; day++)
        {
            var date = BenchOptions.Date.AddDays(day - 1);
            string files = Path.Combine(source, date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            if (!Directory.Exists(files))
                FleetWriter.WriteTo(files, new FleetOptions { Date = date, Vehicles = options.Vehicles, Seconds = options.Seconds / Tenth });
            var (_, usage) = MeasuredProgram.Run(
                program, folder, "run", "--date", date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), "--source", files, "--format", "json");
            if (!options.History.Contains(day))
                continue;
            measured.Add((day, usage));
            Progress.Say($"with {day} days in the lake: {Units.Seconds(usage.WallSeconds)}");
        }

        Directory.Delete(folder, recursive: true);
        return measured;
    }
}
