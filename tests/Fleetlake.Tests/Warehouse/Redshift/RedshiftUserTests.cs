using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Fleetlake.Warehouse;
using Fleetlake.Warehouse.Models;
using Fleetlake.Warehouse.Redshift;
using Xunit;
using static Fleetlake.Tests.Warehouse.TestWarehouse;

namespace Fleetlake.Tests.Warehouse.Redshift;

/// <summary>Users who have the grants of the guide and no others.</summary>
public sealed class RedshiftUserTests : IDisposable
{
    private const string Secret = "Sesame-39-opens";
    private readonly string _suffix = Guid.NewGuid().ToString("N")[..8];
    private readonly TestWarehouse _warehouse = new(TestEngine.Redshift);

    // Users are the server's and not the database's: each test has its own.
    public RedshiftUserTests() => _warehouse.Postgres.Execute(string.Join('\n', Guide().Select(ForTest)));

    public void Dispose()
    {
        string[] names = [$"loader_{_suffix}", $"reader_{_suffix}"];
        _warehouse.Postgres.Execute(string.Join("; ", names.Select(name => $"drop owned by {name} cascade")));
        _warehouse.Dispose();
        using var server = new TestPostgres();
        server.Execute(string.Join("; ", names.Select(name => $"drop user {name}")));
    }

    [Fact]
    public async Task A_loader_loads_builds_and_checks_and_a_reader_asks_and_neither_can_do_more()
    {
        var catalog = ModelCatalog.BuiltIn(StagedTables.All);
        await using (var session = await As("loader").OpenAsync(Cancellation))
        {
            foreach (var table in StagedTables.All.Concat(catalog.Models.Select(model => model.Table)))
                await session.CreateTableAsync(table, Cancellation);
            var file = new StagedFile(_warehouse.WriteFile(StagedTables.Updates, "('v', '2019-06-01 10:00Z', 1, 1, null, 'o')"));
            for (int i = 0; i < 2; i++)
                await session.LoadAsync(StagedTables.Updates, Day("2019-06-01"), file, "v", Cancellation);
            foreach (var model in catalog.Models)
            {
                await session.BuildAsync(model, [new(Day("2019-06-01"), "inputs")], Cancellation);
                Assert.Empty(await session.CheckAsync(model, [Day("2019-06-01")], Cancellation));
            }
        }

        await using (var rows = await As("reader").QueryAsync("select sum(positions) from vehicle_daily_distance", Cancellation))
            Assert.Equal(1m, (await rows.ReadAsync(Cancellation).SingleAsync(Cancellation))[0]);
        Assert.NotEmpty(await As("reader").PartitionsAsync(Cancellation));

        var refused = await Assert.ThrowsAnyAsync<FleetlakeException>(() => As("reader").OpenAsync(Cancellation));
        Assert.Equal(FaultKind.Caller, refused.Kind);
        Assert.Contains($"permission denied for schema fleetlake; grant it to reader_{_suffix}, see docs/redshift.md", refused.Message, StringComparison.Ordinal);
        foreach (var (user, sql) in new[]
        {
            ("reader", "delete from fleetlake.update_events"), ("reader", "insert into fleetlake.fleetlake_partitions select * from fleetlake.fleetlake_partitions"),
            ("reader", "create table fleetlake.t (x integer)"), ("loader", "create table public.t (x integer)"), ("loader", "create schema s"), ("loader", "create user u"),
        })
        {
            await using var server = new RedshiftServer(Options(user));
            var exception = await Assert.ThrowsAsync<RedshiftException>(() => server.ExecuteAsync("It", sql, Cancellation));
            Assert.Equal((sql, FaultKind.Caller), (sql, exception.Kind));
        }
    }

    [Fact]
    public async Task A_loader_without_a_schema_of_its_own_is_told_what_it_needs()
    {
        _warehouse.Postgres.Execute("revoke create on schema public from public; drop schema fleetlake cascade");

        var exception = await Assert.ThrowsAnyAsync<FleetlakeException>(() => As("loader").OpenAsync(Cancellation));

        Assert.Equal(FaultKind.Caller, exception.Kind);
        Assert.Contains("fleetlake_partitions in redshift://", exception.Message, StringComparison.Ordinal);
        Assert.Contains("docs/redshift.md", exception.Message, StringComparison.Ordinal);
    }

    private RedshiftWarehouse As(string user) => new(Options(user), () => _warehouse.Postgres.Leases, _warehouse.Postgres.Clauses);

    private RedshiftOptions Options(string user) => _warehouse.Postgres.Options with { User = $"{user}_{_suffix}", Password = Secret };

    private string ForTest(string sql) => Regex.Replace(sql, @"\b(loader|reader)\b", $"$1_{_suffix}")
        .Replace("'…'", $"'{Secret}'", StringComparison.Ordinal).Replace("on database fleetlake", $"on database {_warehouse.Postgres.Name}", StringComparison.Ordinal);

    // The block of the guide that PostgreSQL knows too.
    private static string[] Guide([CallerFilePath] string thisFile = "")
    {
        string guide = File.ReadAllText(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", "..", "docs", "redshift.md"));
        string block = Regex.Match(guide, "<!-- users -->\n```sql\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
        Assert.NotEmpty(block);
        return [.. block.Split('\n').Where(line => line.Length > 0)];
    }
}
