using System.Globalization;
using System.Text;
using Fleetlake.Bench.Processes;

namespace Fleetlake.Bench.Reports;

/// <summary>What was measured, as Markdown.</summary>
internal static class MarkdownReport
{
    private const string Program = "dotnet run -c Release --project bench/Fleetlake.Bench --";

    // A part that takes less is added to the others.
    private const double LeastPartSeconds = 0.05;

    public static string Of(BenchOptions options, Measurements product, IReadOnlyList<Measurements> peers, OtherDays others, IReadOnlyList<Measurements> scales)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd}, {Machine.Describe()}.");
        text.AppendLine(CultureInfo.InvariantCulture, $"`{Program}{options.Command}`: {Describe(product)}; medians of {options.Repeat}.").AppendLine();
        AddAll(text, $"{Units.Count(product.Day.Files)} files, to the answer", product, peers);
        AddParts(text, product);
        foreach (var peer in peers)
            AddParts(text, peer);
        if (others.OneFile is { } oneFile)
            AddAll(text.AppendLine(), "the same events in one file", oneFile.Product, oneFile.Peers);
        if (others.Broken is { } broken)
            AddBroken(text, product, broken);
        if (others.History.Count > 0)
            AddHistory(text, others.History);
        if (scales.Count > 1)
            AddScales(text, scales);
        return text.ToString().TrimEnd();
    }

    private static string Describe(Measurements product) =>
        $"{Units.Count(product.Day.Files)} files, {Units.Count(product.Day.Events)} events, {Units.Bytes(product.Day.Bytes)}";

    private static void AddAll(StringBuilder text, string what, Measurements product, IReadOnlyList<Measurements> peers)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"| {what} | {product.Name} | {string.Join(" | ", peers.Select(peer => $"{peer.Name} | times"))} |");
        text.AppendLine(CultureInfo.InvariantCulture, $"| --- | ---: | {string.Join(" | ", peers.Select(_ => "---: | ---:"))} |");
        AddRow("wall time", each => each.WallSeconds, Units.Seconds);
        AddRow("least wall time", each => each.LeastWallSeconds, Units.Seconds);
        AddRow("most wall time", each => each.MostWallSeconds, Units.Seconds);
        AddRow("processor time", each => each.CpuSeconds, Units.Seconds);
        AddRow("peak memory", each => each.PeakBytes, Units.Bytes);
        AddRow("lines a second", each => each.Day.Events / each.WallSeconds, Units.Count);
        AddRow("bytes a second", each => each.Day.Bytes / each.WallSeconds, Units.Bytes);

        void AddRow(string name, Func<Measurements, double> value, Func<double, string> unit)
        {
            var cells = peers.Select(peer => string.Create(CultureInfo.InvariantCulture, $"{unit(value(peer))} | {value(peer) / value(product):0.00}"));
            text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {unit(value(product))} | {string.Join(" | ", cells)} |");
        }
    }

    private static void AddParts(StringBuilder text, Measurements measured)
    {
        var parts = measured.Parts.ToLookup(part => part.Seconds >= LeastPartSeconds);
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"| {measured.Name}: step | time | share |");
        text.AppendLine("| --- | ---: | ---: |");
        foreach (var part in parts[true])
            AddPart(part.Name, part.Seconds);
        if (parts[false].Any())
            AddPart($"{parts[false].Count()} others together", parts[false].Sum(part => part.Seconds));

        void AddPart(string name, double seconds) => text.AppendLine(
            CultureInfo.InvariantCulture, $"| {name} | {Units.Seconds(seconds)} | {seconds / measured.Parts.Sum(part => part.Seconds):P0} |");
    }

    private static void AddBroken(StringBuilder text, Measurements clean, Measurements broken)
    {
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"| {clean.Name} | clean | every fifth line broken | times |");
        text.AppendLine("| --- | ---: | ---: | ---: |");
        text.AppendLine(CultureInfo.InvariantCulture, $"| wall time | {Units.Seconds(clean.WallSeconds)} | {Units.Seconds(broken.WallSeconds)} | {broken.WallSeconds / clean.WallSeconds:0.00} |");
        text.AppendLine(CultureInfo.InvariantCulture, $"| peak memory | {Units.Bytes(clean.PeakBytes)} | {Units.Bytes(broken.PeakBytes)} | {broken.PeakBytes / clean.PeakBytes:0.00} |");
    }

    private static void AddHistory(StringBuilder text, IReadOnlyList<(int Days, Usage Usage)> history)
    {
        text.AppendLine().AppendLine("| tenths of a day in the lake, the measured one among them | wall time | peak memory |");
        text.AppendLine("| ---: | ---: | ---: |");
        foreach (var (days, usage) in history)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {days} | {Units.Seconds(usage.WallSeconds)} | {Units.Bytes(usage.PeakBytes)} |");
    }

    private static void AddScales(StringBuilder text, IReadOnlyList<Measurements> scales)
    {
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"| {scales[0].Name}: events of the day (larger ones measured once) | bytes | wall time | of a million events | processor time | peak memory |");
        text.AppendLine("| ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var each in scales)
        {
            string perMillion = Units.Seconds(each.WallSeconds / each.Day.Events * 1e6);
            text.AppendLine(CultureInfo.InvariantCulture, $"| {Units.Count(each.Day.Events)} | {Units.Bytes(each.Day.Bytes)} | {Units.Seconds(each.WallSeconds)} | {perMillion} | {Units.Seconds(each.CpuSeconds)} | {Units.Bytes(each.PeakBytes)} |");
        }
    }
}
