using Fleetlake.Events.Schema;
using Fleetlake.Warehouse;
using Xunit;
using static Fleetlake.Tests.Warehouse.TestWarehouse;

namespace Fleetlake.Tests.Warehouse.ClickHouse;

public sealed class ClickHouseLoadTests : IDisposable
{
    private const string Registers = "select date, vehicle_id, strftime(registered_at, '%H:%M') from register_events order by all";
    private const string One = "('a', '2019-06-01 10:00Z', 'o')";
    private readonly TestWarehouse _warehouse = new(TestEngine.ClickHouse);

    public void Dispose() => _warehouse.Dispose();

    [Fact]
    public async Task A_partition_is_replaced_and_no_other_and_no_side_table_stays()
    {
        await _warehouse.LoadAsync(StagedTables.Registers, One, "('b', '2019-06-01 11:00Z', 'o')", "('c', '2019-06-02 10:00Z', 'o')");
        await _warehouse.LoadAsync(StagedTables.Registers, "('d', '2019-06-01 12:00Z', 'o')");

        Assert.Equal(["2019-06-01 d 12:00", "2019-06-02 c 10:00"], await _warehouse.QueryAsync(Registers));
        Assert.Equal(["fleetlake_partitions", "register_events"], _warehouse.Database.Tables());
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
    public async Task A_file_with_other_columns_is_refused_and_the_partition_stays()
    {
        await _warehouse.LoadAsync(StagedTables.Registers, One);
        var file = _warehouse.WriteFile(
            new("register_events", [new("vehicle_id", ColumnType.BigInt), new("at", ColumnType.Text), new("organization_id", ColumnType.Text)], []), "(1, 'x', 'o')");

        var exception = await Assert.ThrowsAsync<FleetlakeException>(() => LoadAsync(file));

        Assert.Equal(FaultKind.Failed, exception.Kind);
        Assert.StartsWith(
            $"{file} has other columns than the table register_events: vehicle_id is bigint, expected text; registered_at is missing; at is not expected.", exception.Message, StringComparison.Ordinal);
        Assert.Equal(["2019-06-01 a 10:00"], await _warehouse.QueryAsync(Registers));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(-20)]
    public async Task A_damaged_file_is_named_and_the_partition_stays(int length)
    {
        await _warehouse.LoadAsync(StagedTables.Registers, One);
        var file = _warehouse.WriteFile(StagedTables.Registers, "('b', '2019-06-01 10:00Z', 'o')");
        var bytes = await File.ReadAllBytesAsync(file, Cancellation);
        await File.WriteAllBytesAsync(file, length < 0 ? bytes[..^-length] : bytes[..length], Cancellation);

        await RefusesAsync(file);
    }

    [Fact]
    public async Task A_value_that_is_missing_does_not_become_a_default()
    {
        await _warehouse.LoadAsync(StagedTables.Registers, One);

        await RefusesAsync(_warehouse.WriteFile(StagedTables.Registers, "('b', null, 'o')"));
    }

    [Fact]
    public async Task A_page_that_is_damaged_is_found_by_the_server()
    {
        await _warehouse.LoadAsync(StagedTables.Registers, One);
        var file = _warehouse.WriteFile(StagedTables.Registers, string.Join(", ", Enumerable.Range(0, 500).Select(i => $"('v{i}', '2019-06-01 10:00Z', 'o{i * 7}')")));
        var bytes = await File.ReadAllBytesAsync(file, Cancellation);
        Array.Fill(bytes, (byte)0xff, 30, 200);
        await File.WriteAllBytesAsync(file, bytes, Cancellation);

        await RefusesAsync(file);
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
                "1900-01-01 FF00 1900-01-01T00:00:00 -9223372036854775808 -0.1",
                "2019-06-01 FF00 2019-06-01T10:00:00.123456 9223372036854775807 null",
                "2299-12-31 FF00 2299-12-31T23:59:59.999999 0 " + double.MaxValue.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture),
            ],
            await _warehouse.QueryAsync("select date, hex(line), \"at\", n, x from things order by date"));
        await using var rows = await _warehouse.Warehouse.QueryAsync("select line from things limit 1", Cancellation);
        Assert.Equal(new byte[] { 0xff, 0 }, (await rows.ReadAsync(Cancellation).SingleAsync(Cancellation))[0]);
    }

    [Fact]
    public async Task A_table_with_other_columns_is_named_and_never_dropped()
    {
        await _warehouse.LoadAsync(StagedTables.Registers, One);
        var other = StagedTables.Registers with { Columns = [new("date", ColumnType.Date), new("vehicle_id", ColumnType.Text, IsNullable: true), new("size", ColumnType.BigInt), .. StagedTables.Registers.Columns.Skip(2)] };

        await using var session = await _warehouse.Warehouse.OpenAsync(Cancellation);
        var exception = await Assert.ThrowsAsync<FleetlakeException>(() => session.CreateTableAsync(other, Cancellation));

        Assert.Equal(FaultKind.Caller, exception.Kind);
        Assert.Contains("register_events in http://", exception.Message, StringComparison.Ordinal);
        Assert.Contains("vehicle_id is LowCardinality(String), expected LowCardinality(Nullable(String)); size is missing.", exception.Message, StringComparison.Ordinal);
        Assert.Equal(["2019-06-01 a 10:00"], await _warehouse.QueryAsync(Registers));
    }

    [Fact]
    public async Task A_table_that_is_not_partitioned_by_date_is_named_and_left_alone()
    {
        _warehouse.Database.Execute(
            "create table register_events (date Date32, vehicle_id LowCardinality(String), registered_at DateTime64(6, 'UTC'), organization_id LowCardinality(String)) order by vehicle_id");

        await using var session = await _warehouse.Warehouse.OpenAsync(Cancellation);
        var exception = await Assert.ThrowsAsync<FleetlakeException>(() => session.CreateTableAsync(StagedTables.Registers, Cancellation));

        Assert.Equal(FaultKind.Caller, exception.Kind);
        Assert.Contains("is partitioned by \"\", expected \"date\"", exception.Message, StringComparison.Ordinal);
    }

    private async Task RefusesAsync(string file)
    {
        var exception = await Assert.ThrowsAsync<FleetlakeException>(() => LoadAsync(file));

        Assert.Equal(FaultKind.Failed, exception.Kind);
        Assert.StartsWith($"{file} cannot be loaded into register_events: ", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("`run --force` rebuilds it.", exception.Message, StringComparison.Ordinal);
        Assert.Equal(["2019-06-01 a 10:00"], await _warehouse.QueryAsync(Registers));
        Assert.Equal(["fleetlake_partitions", "register_events"], _warehouse.Database.Tables());
    }

    private async Task<long> LoadAsync(string? file, string version = "v")
    {
        await using var session = await _warehouse.Warehouse.OpenAsync(Cancellation);
        await session.CreateTableAsync(StagedTables.Registers, Cancellation);
        return await session.LoadAsync(StagedTables.Registers, Day("2019-06-01"), file is null ? null : new(file), version, Cancellation);
    }
}
