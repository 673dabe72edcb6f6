using System.Diagnostics;
using Fleetlake.Tests.Warehouse;
using Xunit;

namespace Fleetlake.Tests.Deploy;

/// <summary>The script that makes the demo's past, with commands that note what they are told.</summary>
public sealed class DemoScriptTests
{
    // Airflow knows a DAG from the third time that it is asked.
    private const string Airflow = """
        #!/bin/bash
        echo "airflow $*" >> "$NOTES"
        [ "$1 $2" != "dags details" ] || [ "$(grep -c "details $3" "$NOTES")" -ge 3 ]
        """;

    private const string Other = """
        #!/bin/bash
        echo "$(basename "$0") $*" >> "$NOTES"
        """;

    [Fact]
    public void The_dags_are_switched_on_when_airflow_has_found_them()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The script runs in a container of Linux: run this on Linux.");
        using var folder = new TestFolder();
        string notes = folder.File("notes");
        foreach (var (name, script) in new[] { ("airflow", Airflow), ("fleetlake", Other), ("sleep", Other) })
        {
            File.WriteAllText(folder.File(name), script);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(folder.File(name), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        File.WriteAllText(folder.File("start-date"), "2019-06-01\n");
        var start = new ProcessStartInfo("bash", [Repository.PathOf("deploy/docker/airflow/demo")]) { RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{Path.GetDirectoryName(notes)}:{start.Environment["PATH"]}";
        start.Environment["NOTES"] = notes;
        start.Environment["FLEETLAKE_STATE"] = Path.GetDirectoryName(notes);
        start.Environment["FLEETLAKE_SOURCE__URL"] = "s3://fleet/events";
        start.Environment["FLEETLAKE_DEMO_SECONDS"] = "60";
        start.Environment["FLEETLAKE_DEMO_VEHICLES"] = "2";
        using var process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(0, process.ExitCode);
        string[] told = File.ReadAllLines(notes);
        Assert.Equal(7, told.Count(line => line.StartsWith("fleetlake simulate ", StringComparison.Ordinal)));
        Assert.Contains("fleetlake simulate --out s3://fleet/events --date 2019-06-07 --start-second 28800 --seconds 60 --vehicles 2 --mess 0.005", told);
        foreach (string dag in new[] { "fleetlake_daily", "fleetlake_late" })
        {
            Assert.Equal(3, told.Count(line => line == $"airflow dags details {dag}"));
            Assert.Equal(Array.LastIndexOf(told, $"airflow dags details {dag}") + 1, Array.IndexOf(told, $"airflow dags unpause --yes {dag}"));
        }
    }
}
