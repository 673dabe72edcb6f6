using System.Diagnostics;

namespace Fleetlake.Tests.Pipeline;

/// <summary>The command in a process of its own, as people run it.</summary>
internal static class FleetlakeProcess
{
    public static Process Start(FleetCase fleet, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = fleet.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "fleetlake.dll"));
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["FLEETLAKE_SOURCE__TIMEZONE"] = fleet.TimeZone;
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
