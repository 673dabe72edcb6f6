using Fleetlake.Events.Schema;
using Fleetlake.Warehouse;
using Xunit;
using static Fleetlake.Tests.Warehouse.TestWarehouse;

namespace Fleetlake.Tests.Warehouse;

public sealed class DuckDbLoadTests : IDisposable
{
    private const string Registers = "select date, vehicle_id, strftime(registered_at, '%H:%M') from register_events order by all";
    private readonly TestWarehouse _warehouse = new();

    public void Dispose() => _warehouse.Dispose();

    [Fact]
    public async Task A_partition_is_replaced_and_no_other()
    {
        await _warehouse.LoadAsync(StagedTables.Registers, "('a', '2019-06-01 10:00Z', 'o')", "('b', '2019-06-01 11:00Z', 'o')", "('c', '2019-06-02 10:00Z', 'o')");
        await _warehouse.LoadAsync(StagedTables.Registers, "('d', '2019-06-01 12:00Z', 'o')");

        Assert.Equal(["2019-06-01 d 12:00", "2019-06-02 c 10:00"], await _warehouse.QueryAsync(Registers));
    }

    [Fact]
    public async Task A_partition_without_a_file_is_empty_and_has_a_state()
    {
        await _warehouse.LoadAsync(StagedTables.Registers, "('a', '2019-06-01 10:00Z', 'o')");
        Assert.Equal(0, await LoadAsync(null, "none"));

        Assert.Empty(await _warehouse.QueryAsync(Registers));
        Assert.Equal([new PartitionState("register_events", Day("2019-06-01"), "none", "", 0, null)], await _warehouse.Warehouse.PartitionsAsync(Cancellation));
    }

    [Theory]
    [InlineData("it's a \"file\".parquet")]
    [InlineData("[ab].parquet")]
    [InlineData("*.parquet")]
    [InlineData("wh?t.parquet")]
    [InlineData("date=1999-01-01/part;--.parquet")]
    [InlineData("a]b[!c]{d,e}%20 ü.parquet")]
    public async Task A_path_is_taken_as_it_is(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_warehouse.Folder.File(name))!);
        foreach (var other in new[] { "a.parquet", "what.parquet" })
            _warehouse.WriteFile(StagedTables.Registers, "('other', '2019-06-01 10:00Z', 'o')", other);
        var file = _warehouse.WriteFile(StagedTables.Registers, "('a', '2019-06-01 10:00Z', 'o')", name);

        Assert.Equal(1, await LoadAsync(file));
        Assert.Equal(["2019-06-01 a 10:00"], await _warehouse.QueryAsync(Registers));
    }

    [Fact]
    public async Task A_file_with_other_columns_is_refused_and_the_partition_stays()
    {
        await _warehouse.LoadAsync(StagedTables.Registers, "('a', '2019-06-01 10:00Z', 'o')");
        var file = _warehouse.WriteFile(
            new("register_events", [new("vehicle_id", ColumnType.BigInt), new("at", ColumnType.Text), new("organization_id", ColumnType.Text)], []), "(1, 'x', 'o')");

        var exception = await Assert.ThrowsAsync<FleetlakeException>(() => LoadAsync(file));

        Assert.Equal(FaultKind.Failed, exception.Kind);
        Assert.StartsWith(
            $"{file} has other columns than the table register_events: vehicle_id is BIGINT, expected VARCHAR; registered_at is missing; at is not expected.", exception.Message, StringComparison.Ordinal);
        Assert.Equal(["2019-06-01 a 10:00"], await _warehouse.QueryAsync(Registers));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(-20)]
    public async Task A_damaged_file_is_named_and_the_partition_stays(int length)
    {
        await _warehouse.LoadAsync(StagedTables.Registers, "('a', '2019-06-01 10:00Z', 'o')");
        var file = _warehouse.WriteFile(StagedTables.Registers, "('b', '2019-06-01 10:00Z', 'o')");
        var bytes = await File.ReadAllBytesAsync(file, Cancellation);
        await File.WriteAllBytesAsync(file, length < 0 ? bytes[..^-length] : bytes[..length], Cancellation);

        var exception = await Assert.ThrowsAsync<FleetlakeException>(() => LoadAsync(file));

        Assert.Equal(FaultKind.Failed, exception.Kind);
        Assert.Contains(file, exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("`run --force` rebuilds it.", exception.Message, StringComparison.Ordinal);
        Assert.Equal(["2019-06-01 a 10:00"], await _warehouse.QueryAsync(Registers));
    }

    [Fact]
    public async Task Every_type_comes_back_as_it_went_in()
    {
        TableSchema table = new(
            "things",
            [new("date", ColumnType.Date), new("line", ColumnType.Binary), new("at", ColumnType.Timestamp), new("n", ColumnType.BigInt), new("x", ColumnType.Double, IsNullable: true)],
            []);
        await _warehouse.LoadAsync(table, "('\\xFF\\x00', '2019-06-01 10:00:00.123456Z', 9223372036854775807, null)");

        Assert.Equal(
            ["2019-06-01 FF00 2019-06-01T10:00:00.123456 9223372036854775807 null"],
            await _warehouse.QueryAsync("select date, hex(line), \"at\", n, x from things"));
    }

    [Fact]
    public async Task A_table_with_other_columns_is_named_and_never_dropped()
    {
        await _warehouse.LoadAsync(StagedTables.Registers, "('a', '2019-06-01 10:00Z', 'o')");
        var other = StagedTables.Registers with { Columns = [new("date", ColumnType.Date), new("vehicle_id", ColumnType.Text, IsNullable: true), new("size", ColumnType.BigInt), .. StagedTables.Registers.Columns.Skip(2)] };

        await using (var session = await _warehouse.Warehouse.OpenAsync(Cancellation))
        {
            var exception = await Assert.ThrowsAsync<FleetlakeException>(() => session.CreateTableAsync(other, Cancellation));
            Assert.Equal(FaultKind.Caller, exception.Kind);
            Assert.Contains("register_events in ", exception.Message, StringComparison.Ordinal);
            Assert.Contains("vehicle_id is VARCHAR not null, expected VARCHAR; size is missing.", exception.Message, StringComparison.Ordinal);
        }
        Assert.Equal(["2019-06-01 a 10:00"], await _warehouse.QueryAsync(Registers));
    }

    private async Task<long> LoadAsync(string? file, string version = "v")
    {
        await using var session = await _warehouse.Warehouse.OpenAsync(Cancellation);
        await session.CreateTableAsync(StagedTables.Registers, Cancellation);
        return await session.LoadAsync(StagedTables.Registers, Day("2019-06-01"), file is null ? null : new(file), version, Cancellation);
    }
}
