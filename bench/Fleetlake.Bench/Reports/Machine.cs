using System.Globalization;
using System.Runtime.InteropServices;
using DuckDB.NET.Data;

namespace Fleetlake.Bench.Reports;

/// <summary>The machine and the versions of a measurement.</summary>
internal static class Machine
{
    private const string CpuKey = "model name";

    public static string Describe() => string.Create(CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} cores ({Cpu()}), {Units.Bytes(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)} of memory, {Os()}, {RuntimeInformation.FrameworkDescription}, DuckDB {DuckDb()}");

    private static string Cpu() => File.ReadLines("/proc/cpuinfo")
        .Where(line => line.StartsWith(CpuKey, StringComparison.Ordinal))
        .Select(line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim())
        .FirstOrDefault(RuntimeInformation.ProcessArchitecture.ToString());

    private static string Os() => RuntimeInformation.OSDescription;

    private static string DuckDb()
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        return connection.ServerVersion.TrimStart('v');
    }
}
