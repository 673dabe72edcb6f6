using System.Globalization;
using System.Text.Json;
using Fleetlake.Bench.Days;
using Fleetlake.Bench.Processes;

namespace Fleetlake.Bench.Contenders;

/// <summary>A peer: one SQL file of <c>bench/peers</c> in a process of its own.</summary>
/// <param name="name">What it is called.</param>
/// <param name="script">Its file, without the ending.</param>
internal sealed class DuckDbContender(string name, string script) : IContender
{
    public string Name => name;

    public string Database => PeerProcess.Database;

    public string RawFiles => "raw/event=*/*.parquet";

    public Outcome Run(SimulatedDay day, string folder)
    {
        string date = BenchOptions.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var (output, usage) = MeasuredProgram.Run(MeasuredProgram.Built(MeasuredProgram.Bench), folder, PeerProcess.Verb, script, day.Folder, date);
        var (parts, averageMeters) = JsonSerializer.Deserialize<PeerResult>(output)!;
        var ends = new Part("start and end of the process", usage.WallSeconds - parts.Sum(part => part.Seconds));
        return new Outcome(usage, [.. parts, ends], averageMeters);
    }
}
