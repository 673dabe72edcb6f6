using System.Diagnostics;

namespace Fleetlake.Aws.Tests;

/// <summary>Managed Airflow offers versions older than the one that the DAGs are tested with.</summary>
public sealed class ManagedAirflowTests : IDisposable
{
    // Where Airflow 3.0 has what the DAGs take from it.
    private static readonly (string Path, string Text)[] s_airflow30 =
    [
        ("__init__.py", ""),
        ("exceptions.py", "class AirflowException(Exception): pass\nclass AirflowFailException(AirflowException): pass\nclass AirflowSkipException(AirflowException): pass\n"),
        ("sdk/__init__.py", ""),
        ("sdk/exceptions.py", "class AirflowRuntimeError(Exception): pass\n"),
        ("timetables/__init__.py", ""),
        ("timetables/interval.py", "class CronDataIntervalTimetable: pass\n"),
        ("utils/__init__.py", ""),
        ("utils/trigger_rule.py", "class TriggerRule: pass\n"),
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fleetlake-aws-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_DAGs_find_what_they_need_where_Airflow_3_0_has_it()
    {
        foreach (var (path, text) in s_airflow30)
        {
            string file = Path.Combine(_folder.FullName, "airflow", path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        var start = new ProcessStartInfo("python3", ["-B", "-c", "from fleetlake.airflow_names import *; print(AirflowFailException.__module__, TriggerRule.__module__, CronDataIntervalTimetable.__module__)"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PYTHONPATH"] = $"{_folder.FullName}:{Path.Combine(Given.Root, "deploy/airflow/dags")}";
        using var python = Process.Start(start)!;
        string output = python.StandardOutput.ReadToEnd();
        Assert.Equal("airflow.exceptions airflow.utils.trigger_rule airflow.timetables.interval", output.Trim());
    }

    [Fact]
    public void No_DAG_takes_from_Airflow_itself_what_has_moved()
    {
        string[] files = [.. Directory.GetFiles(Path.Combine(Given.Root, "deploy/airflow/dags"), "*.py", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "airflow_names.py")];
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.DoesNotContain(File.ReadLines(file), line =>
            line.StartsWith("from airflow", StringComparison.Ordinal) && (line.Contains("exceptions", StringComparison.Ordinal) || line.Contains("Timetable", StringComparison.Ordinal) || line.Contains("TriggerRule", StringComparison.Ordinal))));
    }
}
