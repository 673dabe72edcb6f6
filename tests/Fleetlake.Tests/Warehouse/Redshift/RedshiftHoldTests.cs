using Fleetlake.Lake.Leases;
using Fleetlake.Warehouse;
using Fleetlake.Warehouse.Redshift;
using Xunit;
using static Fleetlake.Tests.Warehouse.TestWarehouse;

namespace Fleetlake.Tests.Warehouse.Redshift;

/// <summary>Who may write a table, and what sessions that write at once come to.</summary>
public sealed class RedshiftHoldTests : IDisposable
{
    private readonly TestWarehouse _warehouse = new(TestEngine.Redshift);

    public void Dispose() => _warehouse.Dispose();

    [Fact]
    public async Task One_session_holds_a_table_and_others_hold_others()
    {
        await using var first = await _warehouse.Warehouse.OpenAsync(Cancellation);
        await using var second = await _warehouse.Warehouse.OpenAsync(Cancellation);
        var held = await first.HoldAsync("register_events", Cancellation);

        var exception = await Assert.ThrowsAsync<Fleetlake.Lake.LakeException>(() => second.HoldAsync("register_events", Cancellation));
        Assert.Equal(FaultKind.Held, exception.Kind);
        Assert.Contains("warehouse/register_events is held by", exception.Message, StringComparison.Ordinal);
        await (await second.HoldAsync("update_events", Cancellation)).DisposeAsync();
        await held.DisposeAsync();
        await (await second.HoldAsync("register_events", Cancellation)).DisposeAsync();
    }

    [Fact]
    public async Task Who_lost_its_hold_while_it_stood_still_puts_nothing_in_place()
    {
        await _warehouse.LoadAsync(StagedTables.Registers, "('a', '2019-06-01 10:00Z', 'o')");
        var before = await _warehouse.Warehouse.PartitionsAsync(Cancellation);
        await using var server = new RedshiftServer(_warehouse.Postgres.Options);
        var hold = new TableHold("register_events", new LostLease(), _ => { });

        await Assert.ThrowsAsync<FleetlakeException>(() => new PartitionWriter(server, new RedshiftPartitions(server), hold)
            .WriteAsync("register_events", [TableStatements.Delete(StagedTables.Registers, [Day("2019-06-01")])], [before[0] with { Version = "old" }], Cancellation));

        Assert.Equal(["a"], await _warehouse.QueryAsync("select vehicle_id from register_events"));
        Assert.Equal(before, await _warehouse.Warehouse.PartitionsAsync(Cancellation));
    }

    [Fact]
    public async Task Tables_that_are_created_and_written_at_once_are_all_written()
    {
        await Task.WhenAll(StagedTables.All.Select(table => Task.Run(() => WriteAsync(table), Cancellation)));

        var states = await _warehouse.Warehouse.PartitionsAsync(Cancellation);
        Assert.Equal(StagedTables.All.Select(table => table.Name).Order().Select(name => (name, "v9")), states.Select(state => (state.Table, state.Version)));
    }

    private async Task WriteAsync(Fleetlake.Events.Schema.TableSchema table)
    {
        await using var session = await _warehouse.Warehouse.OpenAsync(Cancellation);
        await session.CreateTableAsync(table, Cancellation);
        for (int i = 0; i < 10; i++)
            await session.LoadAsync(table, Day("2019-06-01"), null, $"v{i}", Cancellation);
    }

    private sealed class LostLease : ILease
    {
        public string Name => "warehouse/register_events";

        public Task EnsureHeldAsync(CancellationToken cancellationToken) => throw new FleetlakeException(FaultKind.Held, "taken over");

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
