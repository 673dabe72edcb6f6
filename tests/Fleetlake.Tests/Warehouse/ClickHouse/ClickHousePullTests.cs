using Fleetlake.Lake.Stores;
using Fleetlake.Warehouse;
using Fleetlake.Warehouse.ClickHouse;
using Xunit;
using static Fleetlake.Tests.Warehouse.TestWarehouse;

namespace Fleetlake.Tests.Warehouse.ClickHouse;

/// <summary>Staged files that the server reads itself.</summary>
public sealed class ClickHousePullTests : IDisposable
{
    private const string Key = "register_events/date=2019-06-01/part-00000.parquet";
    private const string Secret = "Sesame-39-opens";
    private readonly TestFolder _staging = new();
    private readonly TestWarehouse _files = new();
    private readonly BucketOfFolder _bucket;
    private readonly TestServer _server;
    private readonly TestDatabase _database;
    private readonly Uri _root;

    public ClickHousePullTests()
    {
        int port = ClusterRelay.FreePort();
        _root = new Uri($"http://127.0.0.1:{port}/bucket/");
        _server = new TestServer(
            $"<named_collections><staging><url>{_root}</url><access_key_id>key</access_key_id><secret_access_key>{Secret}</secret_access_key></staging></named_collections>");
        _database = new TestDatabase(_server.ConnectionString);
        _bucket = new BucketOfFolder(_staging.Path, port);
        Put("('a', '2019-06-01 10:00:00.123456Z', 'o')", "('b', '2019-06-01 11:00Z', 'o')");
    }

    public void Dispose()
    {
        _bucket.Dispose();
        _database.Dispose();
        _server.Dispose();
        _files.Dispose();
        _staging.Dispose();
    }

    [Theory]
    [InlineData(StagingRoute.Collection)]
    [InlineData(StagingRoute.Role)]
    public async Task Server_reads_the_file_and_no_credential_is_in_a_statement(StagingRoute route)
    {
        Assert.Equal(2, await LoadAsync(route, await FoundAsync()));

        Assert.True(_bucket.Answers > 0);
        Assert.Equal(
            ["2019-06-01\ta\t2019-06-01 10:00:00.123456\to", "2019-06-01\tb\t2019-06-01 11:00:00.000000\to"],
            _database.Execute("select * from register_events order by vehicle_id"));
        Assert.DoesNotContain(Secret, new StagedInsert(Options(route), StagedTables.Registers, "side", Day("2019-06-01")).Pulled(new(Store, await FoundAsync())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_that_was_replaced_since_it_was_found_gives_no_rows_and_is_tried_again()
    {
        var found = await FoundAsync();
        _bucket.BeforeAnswer = () => Put("('c', '2019-06-01 12:00Z', 'o')", "('d', '2019-06-01 12:00Z', 'o')");

        var exception = await Assert.ThrowsAsync<FleetlakeException>(() => LoadAsync(StagingRoute.Collection, found));

        Assert.Equal(FaultKind.Transient, exception.Kind);
        Assert.Contains("it was replaced while it was loaded", exception.Message, StringComparison.Ordinal);
        Assert.Empty(_database.Execute("select * from register_events"));
        _bucket.BeforeAnswer = () => { };
        Assert.Equal(2, await LoadAsync(StagingRoute.Collection, await FoundAsync()));
    }

    private FolderStore Store => new(_staging.Path);

    private ClickHouseOptions Options(StagingRoute route) =>
        _database.Options with { Route = route, Collection = "staging", StagingUrl = _root.ToString() };

    private async Task<StoredObject> FoundAsync() => (await Store.FindAsync(Key, Cancellation))!;

    private async Task<long> LoadAsync(StagingRoute route, StoredObject found)
    {
        await using var session = await new ClickHouseWarehouse(Options(route), () => _database.Leases).OpenAsync(Cancellation);
        await session.CreateTableAsync(StagedTables.Registers, Cancellation);
        return await session.LoadAsync(StagedTables.Registers, Day("2019-06-01"), new StagedFile(Store, found), "v", Cancellation);
    }

    private void Put(params string[] rows)
    {
        string file = _files.WriteFile(StagedTables.Registers, string.Join(", ", rows));
        string target = Path.Combine(_staging.Path, Key);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(file, target, overwrite: true);
        File.SetLastWriteTimeUtc(target, DateTime.UtcNow);
    }
}
