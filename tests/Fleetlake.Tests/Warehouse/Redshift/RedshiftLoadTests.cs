using Fleetlake.Events.Schema;
using Fleetlake.Lake.Stores;
using Fleetlake.Warehouse;
using Xunit;
using static Fleetlake.Tests.Warehouse.TestWarehouse;

namespace Fleetlake.Tests.Warehouse.Redshift;

public sealed class RedshiftLoadTests : IDisposable
{
    private const string Registers = "select date, vehicle_id, strftime(registered_at, '%H:%M') from register_events order by all";
    private const string One = "('a', '2019-06-01 10:00Z', 'o')";
    private readonly TestWarehouse _warehouse = new(TestEngine.Redshift);

    public void Dispose() => _warehouse.Dispose();

    [Fact]
    public async Task A_partition_is_replaced_and_no_other_and_no_other_table_stays()
    {
        await _warehouse.LoadAsync(StagedTables.Registers, One, "('b', '2019-06-01 11:00Z', 'o')", "('c', '2019-06-02 10:00Z', 'o')");
        await _warehouse.LoadAsync(StagedTables.Registers, "('d', '2019-06-01 12:00Z', 'o')");

        Assert.Equal(["2019-06-01 d 12:00", "2019-06-02 c 10:00"], await _warehouse.QueryAsync(Registers));
        Assert.Equal(["fleetlake_partitions", "register_events"], _warehouse.Postgres.Tables());
    }

    [Fact]
    public async Task A_partition_without_a_file_is_empty_and_has_a_state()
    {
        await _warehouse.LoadAsync(StagedTables.Registers, One);
        Assert.Equal(0, await LoadAsync(null, "none"));

        Assert.Empty(await _warehouse.QueryAsync(Registers));
        Assert.Equal([new PartitionState("register_events", Day("2019-06-01"), "none", "", 0, null)], await _warehouse.Warehouse.PartitionsAsync(Cancellation));
    }

    [Fact]
    public async Task Columns_come_in_by_the_order_of_the_file_whatever_that_is()
    {
        var other = new TableSchema("register_events", [.. StagedTables.Registers.Columns.Reverse()], []);

        await LoadAsync(new StagedFile(_warehouse.WriteFile(other, "('o', '2019-06-01 10:00Z', 'a')")));

        Assert.Equal(["a o"], await _warehouse.QueryAsync("select vehicle_id, organization_id from register_events"));
    }

    [Fact]
    public async Task A_file_with_other_columns_is_refused_and_the_partition_stays()
    {
        await _warehouse.LoadAsync(StagedTables.Registers, One);
        var file = _warehouse.WriteFile(
            new("register_events", [new("vehicle_id", ColumnType.BigInt), new("at", ColumnType.Text), new("organization_id", ColumnType.Text)], []), "(1, 'x', 'o')");

        var exception = await Assert.ThrowsAsync<FleetlakeException>(() => LoadAsync(new StagedFile(file)));

        Assert.Equal(FaultKind.Failed, exception.Kind);
        Assert.StartsWith(
            $"{file} has other columns than the table register_events: vehicle_id is bigint, expected text; registered_at is missing; at is not expected.", exception.Message, StringComparison.Ordinal);
        Assert.Equal(["2019-06-01 a 10:00"], await _warehouse.QueryAsync(Registers));
    }

    [Theory]
    [InlineData("('b', null, 'o')", "null value in column \"registered_at\"")]
    [InlineData("(repeat('b', 256), '2019-06-01 10:00Z', 'o')", "value too long for type character varying(255)")]
    public async Task What_the_table_cannot_hold_is_told_with_the_file(string row, string message)
    {
        await _warehouse.LoadAsync(StagedTables.Registers, One);
        var file = _warehouse.WriteFile(StagedTables.Registers, row);

        var exception = await Assert.ThrowsAsync<FleetlakeException>(() => LoadAsync(new StagedFile(file)));

        Assert.Equal(FaultKind.Failed, exception.Kind);
        Assert.Contains(file, exception.Message, StringComparison.Ordinal);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.Equal(["2019-06-01 a 10:00"], await _warehouse.QueryAsync(Registers));
    }

    [Fact]
    public async Task A_damaged_file_is_named_and_the_partition_stays()
    {
        await _warehouse.LoadAsync(StagedTables.Registers, One);
        var file = _warehouse.WriteFile(StagedTables.Registers, One);
        await File.WriteAllBytesAsync(file, (await File.ReadAllBytesAsync(file, Cancellation))[..100], Cancellation);

        var exception = await Assert.ThrowsAsync<FleetlakeException>(() => LoadAsync(new StagedFile(file)));

        Assert.StartsWith($"{file} cannot be loaded into register_events: ", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("`run --force` rebuilds it.", exception.Message, StringComparison.Ordinal);
        Assert.Equal(["2019-06-01 a 10:00"], await _warehouse.QueryAsync(Registers));
    }

    [Fact]
    public async Task A_copy_that_is_refused_is_told_with_file_table_and_role()
    {
        _warehouse.Postgres.Clauses.SendsCopy = true;
        var file = _warehouse.WriteFile(StagedTables.Registers, One);

        var exception = await Assert.ThrowsAsync<FleetlakeException>(() => LoadAsync(new StagedFile(file)));

        Assert.Equal(FaultKind.Failed, exception.Kind);
        Assert.StartsWith(
            $"{file} cannot be copied into register_events with the default role of the cluster: syntax error at or near \"iam_role\". The role has to be attached", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_replaced_while_it_is_copied_is_not_taken_for_the_one_that_was_found()
    {
        await _warehouse.LoadAsync(StagedTables.Registers, One);
        var store = new FolderStore(_warehouse.Folder.Path);
        _warehouse.WriteFile(StagedTables.Registers, "('b', '2019-06-01 10:00Z', 'o')", "part.parquet");
        var found = (await store.FindAsync("part.parquet", Cancellation))!;
        _warehouse.Postgres.Clauses.BeforeCopy = () =>
        {
            File.Delete(_warehouse.Folder.File("part.parquet"));
            _warehouse.WriteFile(StagedTables.Registers, "('another', '2019-06-01 11:00Z', 'o')", "part.parquet");
        };

        var exception = await Assert.ThrowsAnyAsync<FleetlakeException>(() => LoadAsync(new StagedFile(store, found)));

        Assert.Equal(FaultKind.Transient, exception.Kind);
        Assert.Equal(["2019-06-01 a 10:00"], await _warehouse.QueryAsync(Registers));
    }

    [Fact]
    public async Task Every_type_comes_back_as_it_went_in()
    {
        TableSchema table = new(
            "things",
            [new("date", ColumnType.Date), new("line", ColumnType.Binary), new("at", ColumnType.Timestamp), new("n", ColumnType.BigInt), new("x", ColumnType.Double, IsNullable: true)],
            ["n"]);
        await _warehouse.LoadAsync(
            table,
            "('\\xFF\\x00', '1900-01-01 00:00:00Z', -9223372036854775808, -0.1)",
            "('\\xFF\\x00', '2019-06-01 10:00:00.123456Z', 9223372036854775807, null)",
            "('\\xFF\\x00', '2299-12-31 23:59:59.999999Z', 0, 1.7976931348623157e308)");

        Assert.Equal(
            [
                "1900-01-01 ff00 1900-01-01T00:00:00 -9223372036854775808 -0.1",
                "2019-06-01 ff00 2019-06-01T10:00:00.123456 9223372036854775807 null",
                "2299-12-31 ff00 2299-12-31T23:59:59.999999 0 " + double.MaxValue.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture),
            ],
            await _warehouse.QueryAsync("select date, encode(line, 'hex'), \"at\", n, x from things order by date"));
    }

    [Fact]
    public async Task A_table_with_other_columns_is_named_and_never_dropped()
    {
        await _warehouse.LoadAsync(StagedTables.Registers, One);
        var other = StagedTables.Registers with { Columns = [new("date", ColumnType.Date), new("vehicle_id", ColumnType.BigInt, IsNullable: true), new("size", ColumnType.BigInt), .. StagedTables.Registers.Columns.Skip(2)] };

        await using var session = await _warehouse.Warehouse.OpenAsync(Cancellation);
        var exception = await Assert.ThrowsAsync<FleetlakeException>(() => session.CreateTableAsync(other, Cancellation));

        Assert.Equal(FaultKind.Caller, exception.Kind);
        Assert.Contains("register_events in redshift://", exception.Message, StringComparison.Ordinal);
        Assert.Contains("vehicle_id is character varying not null, expected bigint; size is missing.", exception.Message, StringComparison.Ordinal);
        Assert.Equal(["2019-06-01 a 10:00"], await _warehouse.QueryAsync(Registers));
    }

    private async Task<long> LoadAsync(StagedFile? file, string version = "v")
    {
        await using var session = await _warehouse.Warehouse.OpenAsync(Cancellation);
        await session.CreateTableAsync(StagedTables.Registers, Cancellation);
        return await session.LoadAsync(StagedTables.Registers, Day("2019-06-01"), file, version, Cancellation);
    }
}
