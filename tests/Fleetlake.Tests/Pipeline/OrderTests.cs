using CsCheck;
using Fleetlake.Pipeline.Running;
using Fleetlake.Simulator;
using Fleetlake.Tests.Warehouse;
using Fleetlake.Tests.Warehouse.ClickHouse;
using Fleetlake.Tests.Warehouse.Redshift;
using Xunit;

namespace Fleetlake.Tests.Pipeline;

/// <summary>Order does not matter: whatever happens to a feed between runs, the tables are those of one run over everything.</summary>
public sealed class OrderTests
{
    private static readonly DateOnly First = new(2019, 6, 1);
    private static readonly DateOnly[] Days = [First, First.AddDays(1), First.AddDays(2)];

    [Theory]
    [InlineData(TestEngine.DuckDb, 12)]
    [InlineData(TestEngine.ClickHouse, 4)]
    [InlineData(TestEngine.Redshift, 4)]
    public void Messy_feeds_of_any_seed_run_in_any_order_give_the_rows_of_the_reference(TestEngine engine, int feeds)
    {
        if (engine == TestEngine.ClickHouse)
            TestDatabase.ConnectionString();
        if (engine == TestEngine.Redshift)
            TestPostgres.ConnectionString();
        Gen.Select(Gen.ULong, Gen.Int[0, int.MaxValue])
            .Sample((seed, choices) => RunInAnyOrderAsync(engine, seed, choices).GetAwaiter().GetResult(), iter: feeds, threads: 1);
    }

    private static async Task RunInAnyOrderAsync(TestEngine engine, ulong seed, int choices)
    {
        var random = new Random(choices);
        using var fleet = new FleetCase(engine: engine);
        var files = Feed(seed);
        var late = files.Where(_ => random.Next(4) == 0).ToList();
        foreach (var (name, bytes) in files.Except(late))
            fleet.Put(name, bytes);

        for (int i = 0; i < 5; i++)
        {
            await fleet.RunAsync(Days[random.Next(Days.Length)], new RunOptions(Force: random.Next(5) == 0));
            foreach (var (name, bytes) in late.Where(_ => random.Next(3) == 0))
                fleet.Put(name, bytes);
        }

        // Files change and go, once all dates have been seen.
        foreach (var (name, bytes) in late)
            fleet.Put(name, bytes);
        foreach (var day in Days)
            await fleet.RunAsync(day);
        foreach (string key in fleet.Known.Keys.ToList())
        {
            switch (random.Next(20))
            {
                case 0:
                    byte[] other = fleet.Known.Values.ElementAt(random.Next(fleet.Known.Count));
                    fleet.Put(key, [.. fleet.Known[key].Take(fleet.Known[key].Length / 2), .. "\n"u8, .. other]);
                    break;
                case 1:
                    fleet.Remove(key);
                    break;
            }
        }

        foreach (var day in Days.OrderBy(_ => random.Next()))
            await fleet.RunAsync(day);

        await fleet.AssertAsReferenceAsync(Days);
        if (random.Next(2) == 0)
        {
            fleet.ForgetRemoved();
            foreach (var day in Days.OrderBy(_ => random.Next()))
                await fleet.RunAsync(day, new RunOptions(Prune: true));
            await fleet.AssertAsReferenceAsync(Days);
        }
    }

    // Ten minutes around each of two midnights, in one organization's city and another's.
    private static List<(string Name, byte[] Bytes)> Feed(ulong seed)
    {
        var files = new List<(string Name, byte[] Bytes)>();
        foreach (var day in Days.Take(2))
        {
            var options = new FleetOptions
            {
                Date = day,
                StartSecond = 86_400 - 150,
                Seconds = 300,
                Vehicles = 6,
                Seed = seed,
                Mess = 0.15,
            };
            files.AddRange(new Fleet(options).Files().Select(file => (file.Name, file.Bytes.ToArray())));
        }

        return files;
    }
}
