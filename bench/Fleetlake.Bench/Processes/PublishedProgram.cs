using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Fleetlake.Bench.Processes;

/// <summary>The command as people install it: one file, compiled ahead. What a build leaves beside the bench starts slower.</summary>
internal static class PublishedProgram
{
    private const string ProjectKey = "FleetlakeProject";

    /// <summary>Publishes the command below a folder and gives its path.</summary>
    /// <exception cref="BenchException">It cannot be published.</exception>
    public static string Publish(string folder)
    {
        string project = typeof(PublishedProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == ProjectKey).Value!;
        string to = Path.Combine(folder, "program");
        Progress.Say($"publishing {MeasuredProgram.Fleetlake}");
        var start = new ProcessStartInfo("dotnet", ["publish", project, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-o", to])
        {
            RedirectStandardOutput = true,
        };
        using var publish = Process.Start(start)!;
        string output = publish.StandardOutput.ReadToEnd();
        publish.WaitForExit();
        return publish.ExitCode == 0 ? Path.Combine(to, MeasuredProgram.Fleetlake) : throw new BenchException($"fleetlake cannot be published:\n{output}");
    }
}
