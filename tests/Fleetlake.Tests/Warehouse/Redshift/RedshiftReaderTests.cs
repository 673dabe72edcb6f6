using Fleetlake.Pipeline.Running;
using Fleetlake.Simulator;
using Fleetlake.Tests.Pipeline;
using Xunit;

namespace Fleetlake.Tests.Warehouse.Redshift;

/// <summary>What readers see while days are run again.</summary>
public sealed class RedshiftReaderTests
{
    private const int Runs = 12;
    private static readonly DateOnly Day = new(2019, 6, 1);

    // Every row of a partition: it has one of two contents, and a mixture has neither's.
    private static readonly string[] Questions =
    [
        .. new[] { "update_events", "vehicle_position_data", "vehicle_daily_distance", "operating_period_distance" }
            .Select(table => $"select count(*), md5(string_agg(cast(t as text), '|' order by cast(t as text))) from {table} as t"),
    ];

    [Fact]
    public async Task No_reader_sees_a_missing_doubled_or_mixed_partition_while_a_day_is_run_again_and_again()
    {
        using var fleet = new FleetCase(engine: TestEngine.Redshift);
        fleet.Simulate(new FleetOptions { Date = Day, Seconds = 120, Vehicles = 10 });
        await fleet.RunAsync(Day);
        string[] less = await AnswersAsync(fleet);
        fleet.Simulate(new FleetOptions { Date = Day, StartSecond = 120, Seconds = 60, Vehicles = 10 });
        await fleet.RunAsync(Day);
        string[] more = await AnswersAsync(fleet);
        Assert.All(less.Zip(more), pair => Assert.NotEqual(pair.First, pair.Second));

        using var stop = new CancellationTokenSource();
        var reading = Enumerable.Range(0, 2).Select(_ => ReadAsync(fleet, less, more, stop.Token)).ToList();
        var bytes = fleet.Known.ToDictionary(file => file.Key, file => file.Value);
        string[] second = [.. bytes.Keys.Where(key => string.CompareOrdinal(key, "2019-06-01-0-2") >= 0)];
        Assert.NotEmpty(second);
        for (int run = 0; run < Runs; run++)
        {
            // The day has the later files in one run and not in the next.
            foreach (string key in second)
            {
                if (run % 2 == 0)
                    fleet.Remove(key);
                else
                    fleet.Put(key, bytes[key]);
            }

            await fleet.RunAsync(Day, new RunOptions(Force: true, Prune: true));
        }

        await stop.CancelAsync();
        var seen = await Task.WhenAll(reading);
        Assert.All(seen, counts => Assert.True(counts > Runs, $"only {counts} readings."));
    }

    private static async Task<int> ReadAsync(FleetCase fleet, string[] less, string[] more, CancellationToken stop)
    {
        int readings = 0;
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            string[] now = await AnswersAsync(fleet);
            for (int i = 0; i < now.Length; i++)
                Assert.True(now[i] == less[i] || now[i] == more[i], $"{Questions[i]}: found {now[i]}, expected {less[i]} or {more[i]}.");
            readings++;
        }

        return readings;
    }

    private static async Task<string[]> AnswersAsync(FleetCase fleet)
    {
        var answers = new List<string>();
        foreach (string question in Questions)
            answers.Add(string.Join(' ', (await fleet.QueryAsync(question))[0]));
        return [.. answers];
    }
}
