using System.Diagnostics;
using System.Globalization;
using Fleetlake.Lake;

namespace Fleetlake.Tests.Airflow;

/// <summary>A command of <c>fleetlake</c> that a task of Airflow has started.</summary>
/// <param name="Id">Its process.</param>
/// <param name="Parent">Airflow's process of the task.</param>
/// <param name="Date">The date it works on.</param>
internal sealed record FleetlakeInAirflow(int Id, int Parent, DateOnly Date)
{
    /// <summary>The one that was called with all these words, in the home of an Airflow.</summary>
    public static FleetlakeInAirflow Find(string home, params string[] words)
    {
        foreach (string process in Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
        {
            try
            {
                string[] call = File.ReadAllText($"{process}/cmdline").Split('\0');
                if (Path.GetFileName(call[0]) == "fleetlake" && words.All(call.Contains) && new FileInfo($"{process}/cwd").LinkTarget == home)
                    return new FleetlakeInAirflow(Number(Path.GetFileName(process)), Number(ParentOf(process)), DateIn(call));
            }
            catch (IOException)
            {
                // It has ended.
            }
        }

        throw new InvalidOperationException($"found no process of fleetlake with {string.Join(' ', words)} in {home}");
    }

    /// <summary>Ends it without a word, and with it Airflow's process that waits for it, if told so.</summary>
    public void Kill(bool withParent)
    {
        foreach (int id in (int[])(withParent ? [Parent, Id] : [Id]))
            Process.GetProcessById(id).Kill();
    }

    private static string ParentOf(string process) =>
        File.ReadLines($"{process}/status").Single(line => line.StartsWith("PPid:", StringComparison.Ordinal))["PPid:".Length..];

    private static DateOnly DateIn(string[] call) =>
        LakeLayout.TryParseDate(call[Array.IndexOf(call, "--date") + 1], out var date) ? date : throw new InvalidOperationException(string.Join(' ', call));

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
