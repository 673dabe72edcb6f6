using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Fleetlake.Bench.Buckets;

namespace Fleetlake.Bench;

/// <summary>The command line of the bench.</summary>
internal static class BenchCommand
{
    private const int CheckedVehicles = 10;
    private const int CheckedSeconds = 600;

    public static RootCommand Create()
    {
        var vehicles = new Option<int?>("--vehicles") { Description = $"Vehicles of the fleet; 100, or {CheckedVehicles} with --check." };
        var seconds = new Option<int?>("--seconds") { Description = $"Files, one a second; 86400, or {CheckedSeconds} with --check." };
        var repeat = new Option<int>("--repeat") { Description = "Measurements of each, of which the median counts.", DefaultValueFactory = _ => 3 };
        var scale = new Option<int[]>("--scale") { Description = "Days of that many times the vehicles, such as 1,3,10.", CustomParser = Numbers, DefaultValueFactory = _ => [1] };
        var folder = new Option<string>("--out") { Description = "The folder for days, lakes and warehouses.", DefaultValueFactory = _ => Path.Combine("artifacts", "bench") };
        var write = new Option<string?>("--write") { Description = "The Markdown file whose marked section takes the result." };
        var check = new Option<bool>("--check") { Description = "Only tells whether both agree on a small day, by the exit code." };
        var peer = new Option<string?>("--clickhouse-local") { Description = "Adds ClickHouse as a peer: the command, such as \"clickhouse local\"." };
        var oneFile = new Option<bool>("--one-file") { Description = "Measures the same events in one file, too." };
        var broken = new Option<bool>("--broken") { Description = "Measures the day with every fifth line broken, too: Fleetlake alone." };
        var history = new Option<int[]>("--history") { Description = "Measures a tenth of a day with so many of them in the lake, such as 1,7,30: Fleetlake alone.", CustomParser = Numbers, DefaultValueFactory = _ => [] };
        var clickHouse = new Option<string?>("--clickhouse") { Description = "A ClickHouse server, such as \"Host=127.0.0.1;Port=8123;Username=default;Password=\": measures loads and models there instead." };
        var s3 = new Option<string?>("--s3") { Description = "Measures S3 alone, in this bucket: s3://bucket/prefix. Server and credentials are those of the environment." };
        var command = new RootCommand("Measures Fleetlake beside DuckDB SQL, from the same files to the same answer.")
        {
            vehicles, seconds, repeat, scale, peer, oneFile, broken, history, folder, write, check, clickHouse, s3,
        };
        command.SetAction(call =>
        {
            if (call.GetValue(s3) is { } bucket)
                return Run(() => BucketBench.MeasureAsync(new BucketOptions(
                    bucket, call.GetValue(vehicles) ?? 100, call.GetValue(seconds) ?? 86_400, Path.GetFullPath(call.GetValue(folder)!))).GetAwaiter().GetResult());
            bool isCheck = call.GetValue(check);
            var options = new BenchOptions
            {
                Vehicles = call.GetValue(vehicles) ?? (isCheck ? CheckedVehicles : 100),
                Seconds = call.GetValue(seconds) ?? (isCheck ? CheckedSeconds : 86_400),
                Repeat = isCheck ? 1 : Math.Max(1, call.GetValue(repeat)),
                Folder = Path.GetFullPath(call.GetValue(folder)!),
                Scales = isCheck ? [1] : call.GetValue(scale)!,
                ClickHouse = call.GetValue(peer),
                HasOneFile = call.GetValue(oneFile),
                HasBroken = !isCheck && call.GetValue(broken),
                History = isCheck ? [] : call.GetValue(history)!,
                WriteTo = call.GetValue(write),
                Command = Given(call, [vehicles, seconds, repeat]) + GivenNumbers(call, scale) + GivenNumbers(call, history) + GivenFlags(call, [oneFile, broken]),
            };
            if (call.GetValue(clickHouse) is { } server)
                return Run(() => BenchRun.MeasureClickHouse(options, server));
            return Run(isCheck ? () => BenchRun.Check(options) : () => BenchRun.Measure(options));
        });
        return command;
    }

    private static int Run(Action action)
    {
        try
        {
            action();
            return 0;
        }
        catch (Exception fault) when (fault is BenchException or FleetlakeException)
        {
            Console.Error.WriteLine($"bench: {fault.Message}");
            return 1;
        }
    }

    private static string Given(ParseResult call, Option[] options) => string.Concat(options
        .Where(option => call.GetResult(option) is { Implicit: false })
        .Select(option => $" {option.Name} {call.GetResult(option)!.Tokens[0].Value}"));

    private static string GivenNumbers(ParseResult call, Option<int[]> option) =>
        call.GetResult(option) is { Implicit: false } ? $" {option.Name} {string.Join(',', call.GetValue(option)!)}" : "";

    private static string GivenFlags(ParseResult call, Option<bool>[] flags) =>
        string.Concat(flags.Where(flag => call.GetValue(flag)).Select(flag => $" {flag.Name}"));

    private static int[] Numbers(ArgumentResult result)
    {
        var numbers = new List<int>();
        foreach (string text in result.Tokens.SelectMany(token => token.Value.Split(',')))
        {
            if (int.TryParse(text, CultureInfo.InvariantCulture, out int number) && number > 0)
                numbers.Add(number);
            else
                result.AddError($"{result.Argument.Name}: found \"{text}\", expected whole numbers such as 1,3,10.");
        }

        return [.. numbers.Distinct().Order()];
    }
}
