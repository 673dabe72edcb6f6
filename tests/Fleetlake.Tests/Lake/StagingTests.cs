using System.Text;
using CsCheck;
using DuckDB.NET.Data;
using Fleetlake.Events.Columns;
using Fleetlake.Events.Contracts;
using Fleetlake.Lake.Staging;
using Fleetlake.Tests.Reference;
using Xunit;

namespace Fleetlake.Tests.Lake;

/// <summary>From staged columns to a partition: sorted, without duplicates, the same however it was spilled.</summary>
public sealed class StagingTests : IDisposable
{
    private const long MicrosPerDay = 86_400_000_000;
    private static readonly DateOnly _date = new(2019, 6, 1);
    private static readonly int _day = _date.DayNumber - new DateOnly(1970, 1, 1).DayNumber;
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Partition_is_the_same_however_its_rows_came_and_however_they_were_spilled() =>
        await Gen.Select(Gen.Int[0, 4], _row.Array[1, 60], Gen.Int[0, 10], Gen.Int[0, int.MaxValue]).SampleAsync(
            async (index, rows, spills, seed) =>
            {
                using var folder = new TempFolder();
                var contract = EventContracts.All[index];
                var expected = rows.Select(row => Cells(contract, row)).DistinctBy(cells => Text(cells)).ToList();
                var random = new Random(seed);
                string? version = null;
                for (int attempt = 0; attempt < 3; attempt++)
                {
                    using var sorter = new StagedSorter(contract, folder.At("scratch"));
                    foreach (var piece in rows.OrderBy(_ => random.Next()).Chunk(random.Next(1, 20)))
                    {
                        sorter.Add(Columns(contract, piece));
                        if (attempt > 0 && random.Next(10) < spills)
                            sorter.Spill();
                        if (random.Next(10) == 0)
                            sorter.Sort();
                    }

                    Assert.Equal(rows.Length, sorter.Count);
                    var partition = (await StageAsync(folder, sorter))!;
                    version ??= partition.Version;
                    Assert.Equal(version, partition.Version);
                    Assert.Equal((expected.Count, rows.Length - expected.Count), ((int)partition.Rows, (int)partition.Duplicates));

                    var found = ParquetRows.Read(folder.At(partition.File.Key));
                    Assert.Equal(expected.Select(Text).Order(), found.Select(Text).Order());
                    AssertSorted(found);
                }

                Assert.DoesNotContain(folder.Files(), file => file.StartsWith("scratch/", StringComparison.Ordinal));
            },
            iter: 60, threads: 2);

    [Fact]
    public async Task Budget_of_memory_changes_nothing_but_where_the_rows_wait()
    {
        var versions = new Dictionary<(EventContract, DateOnly), HashSet<string>>();
        foreach (long budget in new[] { 0, 10_000, 1L << 30 })
        {
            using var rows = new StagedRows(_folder.At($"scratch-{budget}")) { Budget = budget };
            for (int piece = 0; piece < 40; piece++)
            {
                foreach (var contract in new[] { EventContracts.Update, EventContracts.Register })
                    rows.Add(Columns(contract, [.. Enumerable.Range(0, 30).Select(i => new Row($"v{(piece + i) % 7}", (i * 1000L) + piece, "o", i, -i, i, 0))], _day + (piece % 2)));
            }

            Assert.Equal(budget < 1 << 30, Directory.Exists(_folder.At($"scratch-{budget}")));
            Assert.Equal(4, rows.Partitions.Count());
            foreach (var (contract, date, count) in rows.Partitions.ToList())
            {
                Assert.Equal(600, count);
                using var sorter = rows.Take(contract, date)!;
                Assert.Null(rows.Take(contract, date));
                if (!versions.TryGetValue((contract, date), out var known))
                    versions.Add((contract, date), known = []);
                known.Add((await StageAsync(_folder, sorter, date))!.Version);
            }

            Assert.DoesNotContain(_folder.Files(), file => file.StartsWith("scratch-", StringComparison.Ordinal));
        }

        Assert.All(versions.Values, each => Assert.Single(each));
    }

    [Fact]
    public async Task Same_id_of_two_organizations_is_two_vehicles()
    {
        var partition = await StageAsync(EventContracts.Register, [new("v", 5, "b"), new("v", 5, "a"), new("v", 5, "a"), new("v", 4, "c")]);
        Assert.Equal((3L, 1L), (partition.Rows, partition.Duplicates));
        Assert.Equal(["v 4 c", "v 5 a", "v 5 b"], Rows(partition).Select(row => $"{row[0]} {(long)row[1]! - (_day * MicrosPerDay)} {row[2]}"));
    }

    [Fact]
    public async Task Rows_that_differ_in_any_column_are_both_kept()
    {
        Row row = new("v", 5, "o", 1, 2, 3, 0b000);
        var partition = await StageAsync(EventContracts.Update, [row, row with { Nulls = 0b100 }, row with { Nulls = 0b011 }, row with { Lat = -1 }, row with { Long = -2 }, row with { LocatedAt = 4 }, row]);
        Assert.Equal((6L, 1L), (partition.Rows, partition.Duplicates));
    }

    [Fact]
    public async Task Same_bytes_cut_into_other_texts_are_other_rows()
    {
        var one = await StageAsync(EventContracts.Register, [new("v1", 5, "0x")]);
        var other = await StageAsync(EventContracts.Register, [new("v10", 5, "x")]);
        Assert.NotEqual(one.Version, other.Version);
    }

    [Fact]
    public async Task Version_changes_with_any_value()
    {
        Row row = new("v", 5, "o", 1, 2, 3, 0);
        Row[] others = [row with { Id = "w" }, row with { At = 6 }, row with { Organization = "p" }, row with { Lat = 1.5 }, row with { Long = -2 }, row with { LocatedAt = 4 }, row with { Nulls = 0b100 }];
        var versions = new HashSet<string> { (await StageAsync(EventContracts.Update, [row])).Version };
        foreach (var other in others)
            Assert.True(versions.Add((await StageAsync(EventContracts.Update, [other])).Version), $"{other}");
        Assert.False(versions.Add((await StageAsync(EventContracts.Update, [row, row])).Version));
    }

    [Fact]
    public async Task Partition_tells_what_it_was_made_of()
    {
        var put = await StageAsync(EventContracts.Update, [new("v", 5, "o"), new("v", 5, "o")]);
        var found = await StagingZone.FindAsync(_folder.Store, EventContracts.Update, _date, Cancellation);
        Assert.Equal(put, found);
        Assert.Equal(("made of this", 1L, 1L), (found!.Inputs, found.Rows, found.Duplicates));
        Assert.Null(await StagingZone.FindAsync(_folder.Store, EventContracts.Delete, _date, Cancellation));
    }

    [Fact]
    public async Task Partition_without_rows_has_no_file()
    {
        await StageAsync(EventContracts.Update, [new("v", 5, "o")]);
        using var empty = new StagedSorter(EventContracts.Update, _folder.At("scratch"));
        Assert.Null(await StageAsync(_folder, empty));
        Assert.Empty(_folder.Files());
    }

    [Fact]
    public async Task Put_that_is_refused_leaves_the_partition_as_it_was()
    {
        var before = await StageAsync(EventContracts.Update, [new("v", 5, "o")]);
        using var sorter = new StagedSorter(EventContracts.Update, _folder.At("scratch"));
        sorter.Add(Columns(EventContracts.Update, [new("w", 5, "o")]));
        await Assert.ThrowsAsync<TimeoutException>(() => StagingZone.ReplaceAsync(
            _folder.Store, sorter, _date, "other", "me", _ => throw new TimeoutException(), Cancellation));
        Assert.Equal(before, await StagingZone.FindAsync(_folder.Store, EventContracts.Update, _date, Cancellation));
        Assert.Equal([before.File.Key], _folder.Files());
    }

    [Fact]
    public async Task Large_partition_lies_in_several_row_groups_that_are_sorted_throughout()
    {
        const int rows = 300_000;
        using var memory = new StagedSorter(EventContracts.Update, _folder.At("scratch"));
        using var spilled = new StagedSorter(EventContracts.Update, _folder.At("scratch"));
        foreach (var sorter in new[] { memory, spilled })
        {
            for (int start = 0; start < rows; start += 50_000)
            {
                sorter.Add(Columns(EventContracts.Update, [.. Enumerable.Range(start, 50_000).Select(i => new Row($"v{i * 7919L % 1000}", i * 31L % 1_000_003, "o", i, -i, i))]));
                if (sorter == spilled && start is 100_000 or 200_000)
                    sorter.Spill();
            }
        }

        var one = (await StageAsync(_folder, memory))!;
        var groups = ParquetRows.RowGroups(_folder.At(one.File.Key));
        Assert.Equal([122_880, 122_880, 54_240], groups.Select(group => group.Count));
        AssertSorted(groups.SelectMany(group => group));
        Assert.Equal(one.Version, (await StageAsync(_folder, spilled))!.Version);
    }

    [Fact]
    public async Task Duck_db_reads_a_partition_as_it_is_meant()
    {
        await StageAsync(EventContracts.Update, [new("é🚗", 5, "o", -52.5, 180, 7), new("a", 6, "o", 0, 0, 0, 0b111), new("a", 5, "o", 0, 0, -1, 0b011)]);
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            select vehicle_id, epoch_us(updated_at), lat, long, epoch_us(located_at), organization_id, date::text, typeof(updated_at), typeof(lat), typeof(vehicle_id)
            from read_parquet('{_folder.At("update_events")}/date=*/*.parquet', hive_partitioning = true)
            """;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "null" : Convert.ToString(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture))));
        const string types = "2019-06-01|TIMESTAMP WITH TIME ZONE|DOUBLE|VARCHAR";
        long start = _day * MicrosPerDay;
        Assert.Equal(
            [$"a|{start + 5}|null|null|-1|o|{types}", $"a|{start + 6}|null|null|null|o|{types}", $"é🚗|{start + 5}|-52.5|180|7|o|{types}"],
            rows);
    }

    [Fact]
    public async Task Staging_file_is_of_the_types_that_the_design_says()
    {
        foreach (var contract in EventContracts.All)
        {
            var partition = await StageAsync(contract, [new("v", 5, "o", 1, 2, 3)]);
            Assert.Equal(
                contract.Table.Columns.Select(column => ParquetShape.Of(column.Name, column.Type, column.IsNullable)),
                ParquetShape.Of(_folder.At(partition.File.Key)));
        }
    }

    [Fact]
    public void Staged_tables_are_those_of_the_design()
    {
        string[] tables = [.. EventContracts.All.Select(contract => contract.Table.Name)];
        foreach (var contract in EventContracts.All)
        {
            Assert.Equal<IEnumerable<string>>(ReferenceSchema.Columns[contract.Table.Name], ["date", .. contract.Table.Columns.Select(column => column.Name)]);
            Assert.Equal(contract.Table.Columns.Take(2).Select(column => column.Name), contract.Table.OrderBy);
        }

        Assert.Equal(["create_events", "delete_events", "deregister_events", "register_events", "update_events"], tables.Order());
    }

    private sealed record Row(string Id, long At, string Organization, double Lat = 1, double Long = 2, long LocatedAt = 3, byte Nulls = 0);

    // Few values of each, so that rows share ids, times and everything.
    private static readonly Gen<Row> _row = Gen.Select(
        Gen.OneOf("a", "ab", "b", "é", "🚗", new string('z', 255)), Gen.OneOf(0L, 1, 2, 86_399_999_999), Gen.OneOf("a", "b", "ba"),
        Gen.OneOf(0.0, -1.5, -90, 90, 1.5), Gen.OneOf(0.0, -180, -0.25), Gen.OneOf(0L, -5, 7), Gen.Byte[0, 7],
        (id, at, organization, lat, lng, locatedAt, nulls) => new Row(id, at, organization, lat, lng, locatedAt, nulls));

    private static StagedColumns Columns(EventContract contract, IReadOnlyList<Row> rows, int? day = null)
    {
        var batch = new EventBatch(_date);
        long start = (day ?? _day) * MicrosPerDay;
        var columns = batch.StagedFor(contract, start);
        // Codes of a pool that has other texts too, as in a batch.
        batch.Texts.Intern("something else"u8);
        foreach (var row in rows)
        {
            int organization = batch.Texts.Intern(Encoding.UTF8.GetBytes(row.Organization));
            byte nulls = NullsOf(contract, row);
            long[] values = [.. Values(contract, row).Select((value, i) => ((nulls >> i) & 1) == 1 ? 0 : value)];
            columns.Add(batch.Texts.Intern(Encoding.UTF8.GetBytes(row.Id)), start + row.At, organization, values, nulls);
        }

        return columns;
    }

    private static byte NullsOf(EventContract contract, Row row) =>
        (byte)Enumerable.Range(0, contract.Values.Count).Where(i => contract.Values[i].IsNullable).Sum(i => row.Nulls & (1 << i));

    private static long[] Values(EventContract contract, Row row)
    {
        if (contract == EventContracts.Update)
            return [BitConverter.DoubleToInt64Bits(row.Lat), BitConverter.DoubleToInt64Bits(row.Long), row.LocatedAt];
        return [.. new[] { row.LocatedAt, row.At }.Take(contract.Values.Count)];
    }

    private static object?[] Cells(EventContract contract, Row row)
    {
        byte nulls = NullsOf(contract, row);
        var values = Values(contract, row).Select((bits, i) => ((nulls >> i) & 1) == 1 ? null
            : contract == EventContracts.Update && i < 2 ? BitConverter.Int64BitsToDouble(bits) : (object?)bits);
        return [row.Id, (_day * MicrosPerDay) + row.At, .. values, row.Organization];
    }

    private static string Text(object?[] cells) =>
        string.Join('|', cells.Select(cell => cell is null ? "null" : Convert.ToString(cell, System.Globalization.CultureInfo.InvariantCulture)));

    private static void AssertSorted(IEnumerable<object?[]> rows)
    {
        string? id = null;
        long at = 0;
        foreach (object?[] row in rows)
        {
            int order = id is null ? -1 : Encoding.UTF8.GetBytes(id).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes((string)row[0]!));
            Assert.True(order < 0 || (order == 0 && at <= (long)row[1]!), $"{id} {at} stands before {row[0]} {row[1]}");
            (id, at) = ((string)row[0]!, (long)row[1]!);
        }
    }

    private List<object?[]> Rows(StagedPartition partition) => ParquetRows.Read(_folder.At(partition.File.Key));

    private async Task<StagedPartition> StageAsync(EventContract contract, Row[] rows)
    {
        using var sorter = new StagedSorter(contract, _folder.At("scratch"));
        sorter.Add(Columns(contract, rows));
        return (await StageAsync(_folder, sorter))!;
    }

    private static Task<StagedPartition?> StageAsync(TempFolder folder, StagedSorter rows, DateOnly? date = null) =>
        StagingZone.ReplaceAsync(folder.Store, rows, date ?? _date, "made of this", "me", _ => Task.CompletedTask, Cancellation);
}
