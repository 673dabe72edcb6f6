using System.Diagnostics;
using System.Text.Json;

namespace Fleetlake.Bench.Processes;

/// <summary>
/// This program as a child that runs one other program and writes down what that one used, as <c>/usr/bin/time</c> does.
/// The system adds up what ended children used and cannot be told to forget it, so each program is measured by a parent of
/// its own. A poll of <c>/proc</c> would miss a peak between two looks and all that the end of a process takes.
/// </summary>
internal static class MeasuringProcess
{
    public const string Verb = "measure";

    /// <summary>Arguments: the file for the usage, the program, its arguments. Ends with the program's exit code.</summary>
    public static int Run(string[] args)
    {
        var clock = Stopwatch.StartNew();
        using var program = Process.Start(new ProcessStartInfo(args[1], args[2..]))!;
        program.WaitForExit();
        double wallSeconds = clock.Elapsed.TotalSeconds;
        var (cpuSeconds, peakBytes) = LinuxCalls.UsageOfChildren();
        File.WriteAllBytes(args[0], JsonSerializer.SerializeToUtf8Bytes(new Usage(wallSeconds, cpuSeconds, peakBytes)));
        return program.ExitCode;
    }
}
