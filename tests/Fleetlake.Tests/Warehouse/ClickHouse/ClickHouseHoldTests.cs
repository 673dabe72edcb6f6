using Fleetlake.Warehouse.ClickHouse;
using Xunit;
using static Fleetlake.Tests.Warehouse.TestWarehouse;

namespace Fleetlake.Tests.Warehouse.ClickHouse;

/// <summary>Who may write a table, and what becomes of what a crash left.</summary>
public sealed class ClickHouseHoldTests : IDisposable
{
    private const string Left = "fleetlake_side_0123abcd_register_events";
    private const string OfAnother = "fleetlake_side_0123abcd_deregister_events";
    private readonly TestWarehouse _warehouse = new(TestEngine.ClickHouse);

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
    public async Task Who_holds_a_table_sweeps_the_side_tables_of_it_and_of_no_other()
    {
        await _warehouse.LoadAsync(StagedTables.Registers, "('a', '2019-06-01 10:00Z', 'o')");
        foreach (var side in new[] { Left, OfAnother })
            _warehouse.Database.Execute($"create table {side} as register_events");

        await using var session = await _warehouse.Warehouse.OpenAsync(Cancellation);
        await using var held = await session.HoldAsync("register_events", Cancellation);

        Assert.Equal(["fleetlake_partitions", OfAnother, "register_events"], _warehouse.Database.Tables());
    }

    [Fact]
    public async Task Who_was_swept_while_it_stood_still_puts_nothing_in_place()
    {
        await _warehouse.LoadAsync(StagedTables.Registers, "('a', '2019-06-01 10:00Z', 'o')");
        var before = await _warehouse.Warehouse.PartitionsAsync(Cancellation);
        using var server = new ClickHouseServer(_warehouse.Database.Options, toWrite: true);
        var placement = new OneServer();
        await using var side = await SideTable.CreateAsync(server, placement, StagedTables.Registers, Cancellation);
        _warehouse.Database.Execute($"insert into {side.Name} values ('2019-06-01', 'old', '2019-06-01 11:00:00', 'o')");
        await SideTable.SweepAsync(server, placement, "register_events", Cancellation);

        var exception = await Assert.ThrowsAsync<FleetlakeException>(() => new PartitionWriter(server, placement, new ClickHousePartitions(server), null)
            .ReplaceAsync(StagedTables.Registers, side.Name, [before[0] with { Version = "old" }], Cancellation));

        Assert.Equal(FaultKind.Held, exception.Kind);
        Assert.Equal(["a"], await _warehouse.QueryAsync("select vehicle_id from register_events"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_statement_that_comes_after_the_sweep_neither_replaces_nor_empties_a_partition(bool isFilled)
    {
        await _warehouse.LoadAsync(StagedTables.Registers, "('a', '2019-06-01 10:00Z', 'o')");
        using var server = new ClickHouseServer(_warehouse.Database.Options, toWrite: true);
        var placement = new OneServer();
        await using var side = await SideTable.CreateAsync(server, placement, StagedTables.Registers, Cancellation);
        DateOnly[] day = [new(2019, 6, 1)];
        string late = Assert.Single(placement.Replace(StagedTables.Registers, side.Name, isFilled ? day : [], isFilled ? [] : day));
        await SideTable.SweepAsync(server, placement, "register_events", Cancellation);

        var exception = await Assert.ThrowsAsync<ClickHouseException>(() => server.ExecuteAsync("late", late, Cancellation));

        Assert.Equal(ClickHouseFaults.UnknownTable, exception.Code);
        Assert.Equal(["a"], await _warehouse.QueryAsync("select vehicle_id from register_events"));
    }

    [Fact]
    public async Task A_partition_without_a_file_is_emptied_and_others_stay()
    {
        await _warehouse.LoadAsync(StagedTables.Registers, "('a', '2019-06-01 10:00Z', 'o')");
        _warehouse.Database.Execute("insert into register_events values ('2019-06-02', 'b', '2019-06-02 11:00:00', 'o')");
        await using var session = await _warehouse.Warehouse.OpenAsync(Cancellation);
        await using var held = await session.HoldAsync("register_events", Cancellation);

        Assert.Equal(0, await session.LoadAsync(StagedTables.Registers, new(2019, 6, 1), null, "none", Cancellation));

        Assert.Equal(["b"], await _warehouse.QueryAsync("select vehicle_id from register_events"));
        Assert.Equal(["fleetlake_partitions", "register_events"], _warehouse.Database.Tables());
    }

    [Fact]
    public async Task Between_rows_and_state_the_state_matches_nothing()
    {
        await _warehouse.LoadAsync(StagedTables.Registers, "('a', '2019-06-01 10:00Z', 'o')");
        using var server = new ClickHouseServer(_warehouse.Database.Options, toWrite: true);
        var states = new ClickHousePartitions(server);
        var before = (await states.ReadAsync(Cancellation))[0];

        // A replacement from a side table that does not exist stops where a crash would.
        await Assert.ThrowsAsync<FleetlakeException>(() => new PartitionWriter(server, new OneServer(), states, null)
            .ReplaceAsync(StagedTables.Registers, "fleetlake_side_none", [before], Cancellation));

        var after = (await states.ReadAsync(Cancellation))[0];
        Assert.StartsWith("unfinished ", after.Version, StringComparison.Ordinal);
        Assert.True(after.Rows > 0);
        await _warehouse.LoadAsync(StagedTables.Registers, "('b', '2019-06-01 10:00Z', 'o')");
        Assert.Equal(["b"], await _warehouse.QueryAsync("select vehicle_id from register_events"));
    }
}
