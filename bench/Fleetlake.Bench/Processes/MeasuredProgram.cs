using System.Diagnostics;
using System.Text.Json;

namespace Fleetlake.Bench.Processes;

/// <summary>Runs a program to its end and tells what it printed and used.</summary>
internal static class MeasuredProgram
{
    public const string Fleetlake = "fleetlake";
    public const string Bench = "Fleetlake.Bench";

    private const string UsageFile = "usage.json";

    public static (string Output, Usage Usage) Run(string program, string folder, params string[] args)
    {
        LinuxCalls.Flush();
        string usage = Path.Combine(folder, UsageFile);
        using var process = Process.Start(Start(folder, [MeasuringProcess.Verb, usage, program, .. args]))!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new BenchException($"{Path.GetFileName(program)} {args[0]} ended with {process.ExitCode}:\n{errors.Result}{output}");
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

    /// <summary>The path of a program that was built beside this one.</summary>
    public static string Built(string name) =>
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? $"{name}.exe" : name);
}
