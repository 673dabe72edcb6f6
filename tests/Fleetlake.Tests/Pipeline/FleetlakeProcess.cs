using System.Diagnostics;

namespace Fleetlake.Tests.Pipeline;

/// <summary>The command in a process of its own, as people run it.</summary>
internal static class FleetlakeProcess
{
    public static Process Start(FleetCase fleet, params string[] arguments)
    {
        var start = Cli.FleetlakeProcess.Call(fleet.Root, fleet.RunEnvironment, Cli.FleetlakeProcess.Program, arguments);
        var process = Process.Start(start)!;

        // Read all along: a full pipe would stop the process.
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    public static async Task<(int ExitCode, string Error)> RunAsync(FleetCase fleet, params string[] arguments)
    {
        using var process = Start(fleet, arguments);
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, error);
    }
}
