using System.Globalization;
using System.Text;
using Fleetlake.Bench.Days;
using Fleetlake.Bench.Processes;
using Fleetlake.Bench.Reports;

namespace Fleetlake.Bench.Buckets;

/// <summary>What was measured of S3, as Markdown.</summary>
internal static class BucketReport
{
    public static string Of(SimulatedDay day, List<BucketMeasurement> listings, List<BucketMeasurement> readings, Usage whole)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd}, {Machine.Describe()}. {Units.Count(day.Files)} objects, {Units.Bytes(day.Bytes)}.").AppendLine();
        text.AppendLine("| most requests in flight | listing: wall time | objects a second | client's share of all cores | reading: objects | wall time | objects a second | bytes a second | client's share of all cores |");
        text.AppendLine("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var (list, read) in listings.Zip(readings))
            text.AppendLine(CultureInfo.InvariantCulture, $"| {list.InFlight} | {Units.Seconds(list.WallSeconds)} | {Rate(list)} | {list.CpuShare:P0} | {Units.Count(read.Objects)} | {Units.Seconds(read.WallSeconds)} | {Rate(read)} | {Units.Bytes(read.Bytes / read.WallSeconds)} | {read.CpuShare:P0} |");
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"The whole day, from the bucket to the models, source and lake in it: {Units.Seconds(whole.WallSeconds)}, {Units.Seconds(whole.CpuSeconds)} of processor time, {Units.Bytes(whole.PeakBytes)} at most.");
        return text.ToString().TrimEnd();
    }

    private static string Rate(BucketMeasurement measured) => Units.Count(measured.Objects / measured.WallSeconds);
}
