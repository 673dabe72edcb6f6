using System.Globalization;

namespace Fleetlake.Warehouse.DuckDb;

/// <summary>Where DuckDB spills, beside the database: one folder a process, for its files have the same names in all.</summary>
internal static class SpillFolder
{
    public static string Of(string database) => string.Create(CultureInfo.InvariantCulture, $"{database}.{Environment.ProcessId}.tmp");

    /// <summary>Removes what killed processes left. Only whoever has the database for himself may call it.</summary>
    public static void Sweep(string database)
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetDirectoryName(database)!, Path.GetFileName(database) + ".*tmp"))
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It costs space, not correctness; the next one tries again.
            }
        }
    }
}
