using System.Globalization;
using System.Text.Json;
using Fleetlake.Bench.Days;
using Fleetlake.Bench.Processes;

namespace Fleetlake.Bench.Contenders;

/// <summary>The peer: one SQL file in a process of its own.</summary>
internal sealed class DuckDbContender : IContender
{
    public string Name => "DuckDB SQL";

    public string Database => PeerProcess.Database;

    public string RawFiles => "raw/event=*/*.parquet";

    public Outcome Run(SimulatedDay day, string folder)
    {
        string date = BenchOptions.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var (output, usage) = MeasuredProgram.Run(MeasuredProgram.Bench, folder, PeerProcess.Verb, day.Folder, date);
        var (parts, averageMeters) = JsonSerializer.Deserialize<PeerResult>(output)!;
        var ends = new Part("start and end of the process", usage.WallSeconds - parts.Sum(part => part.Seconds));
        return new Outcome(usage, [.. parts, ends], averageMeters);
    }
}
