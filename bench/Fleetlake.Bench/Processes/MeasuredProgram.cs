using System.Diagnostics;
using System.Text.Json;

namespace Fleetlake.Bench.Processes;

/// <summary>Runs one of the built programs to its end and tells what it printed and used.</summary>
internal static class MeasuredProgram
{
    public const string Fleetlake = "fleetlake";
    public const string Bench = "Fleetlake.Bench";

    private const string UsageFile = "usage.json";

    public static (string Output, Usage Usage) Run(string name, string folder, params string[] args)
    {
        LinuxCalls.Flush();
        string usage = Path.Combine(folder, UsageFile);
        using var process = Process.Start(Start(folder, [MeasuringProcess.Verb, usage, Built(name), .. args]))!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new BenchException($"{name} {args[0]} ended with {process.ExitCode}:\n{errors.Result}{output}");
        return (output, JsonSerializer.Deserialize<Usage>(File.ReadAllBytes(usage))!);
    }

    private static ProcessStartInfo Start(string folder, string[] args)
    {
        var start = new ProcessStartInfo(Built(Bench), args)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The configuration of whoever measures is not what is measured.
        foreach (string key in start.Environment.Keys.Where(key => key.StartsWith("FLEETLAKE_", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(key);
        return start;
    }

    private static string Built(string name) =>
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? $"{name}.exe" : name);
}
