using System.Text;
using DuckDB.NET.Data;
using Fleetlake.Events.Columns;
using Fleetlake.Events.Parsing;
using Fleetlake.Events.Schema;
using Fleetlake.Lake;
using Fleetlake.Lake.Raw;
using Fleetlake.Lake.State;
using Fleetlake.Lake.Stores;
using Fleetlake.Tests.Events;
using Fleetlake.Tests.Reference;
using Xunit;

namespace Fleetlake.Tests.Lake;

public sealed class RawZoneTests : IDisposable
{
    private const long MicrosPerDay = 86_400_000_000;
    private static readonly DateOnly _date = new(2019, 6, 1);
    private static readonly string[] _keys = ["b.json", "a.json"];
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Rows_are_read_as_they_were_written()
    {
        string[] lines = [.. Sample(), .. Sample()];
        var parts = await WriteAsync(lines);
        var expected = Expected(lines);
        var found = new List<RawRow>();
        foreach (var part in parts)
        {
            using var reader = new RawPartReader(_folder.Store, await FindAsync(part));
            foreach (var group in reader.Read(long.MinValue, long.MaxValue, withOrigin: true))
            {
                string[] keys = [.. Enumerable.Range(0, reader.ObjectKeys.Count).Select(code => Encoding.UTF8.GetString(reader.ObjectKeys[code]))];
                found.AddRange(BatchRows.Raw(group, _date, keys));
            }
        }

        TableComparison.AssertSame("raw", expected.Select(row => row.Cells()), found.Select(row => row.Cells()));
        foreach (var part in parts)
        {
            var rows = expected.Where(row => row.Event == part.Event).ToList();
            Assert.Equal((rows.Count, rows.Min(row => row.AtMicros), rows.Max(row => row.AtMicros)), ((int)part.File.Rows, Micros(part.MinAt), Micros(part.MaxAt)));
        }
    }

    [Fact]
    public async Task Raw_file_is_of_the_types_that_the_design_says()
    {
        var part = (await WriteAsync(Sample()))[0];
        Assert.Equal(
            [
                ParquetShape.Of("on", ColumnType.Text, false), ParquetShape.Of("at", ColumnType.Timestamp, false), ParquetShape.Of("data", ColumnType.Text, true),
                ParquetShape.Of("organization_id", ColumnType.Text, false), ParquetShape.Of("extra", ColumnType.Text, true),
                ParquetShape.Of("source_object", ColumnType.Text, false), ParquetShape.Of("source_line", ColumnType.BigInt, false),
            ],
            ParquetShape.Of(_folder.At(part.File.Key)));
    }

    [Fact]
    public async Task Events_of_another_day_are_read_without_the_rest()
    {
        // Enough strays of a day to fill a row group of their own; the source date's own rows lie apart from all of them.
        string[] lines = [.. Enumerable.Range(0, 15_000).Select(i => EventLine.Update($"{{\"id\":\"v{i}\"}}", $"\"2019-0{(i % 3) + 5}-01T12:00:00.{i:000000}Z\""))];
        var part = Assert.Single(await WriteAsync(lines));
        using var reader = new RawPartReader(_folder.Store, await FindAsync(part));
        foreach (int month in new[] { 5, 6, 7 })
        {
            long start = UtcDay.Start(new DateOnly(2019, month, 1));
            long[] read = [.. reader.Read(start, start + MicrosPerDay, withOrigin: false).SelectMany(group => group.At.Span.ToArray())];
            Assert.Equal(5000, read.Length);
            Assert.All(read, at => Assert.InRange(at, start, start + MicrosPerDay - 1));
        }

        Assert.Empty(reader.Read(0, 1, withOrigin: false));
        // The span is from its start up to and without its end.
        long noon = UtcDay.Start(_date) + (MicrosPerDay / 2);
        Assert.Single(reader.Read(noon + 14_998, noon + 14_999, withOrigin: false));
        Assert.Empty(reader.Read(noon + 14_999, noon + 20_000, withOrigin: false));
        Assert.Empty(reader.Read(noon - 10, noon + 1, withOrigin: false));
        Assert.Single(reader.Read(noon - 10, noon + 2, withOrigin: false));
    }

    [Fact]
    public async Task Few_strays_of_many_days_share_a_row_group_in_the_order_of_their_days()
    {
        string[] lines = [.. Enumerable.Range(1, 28).Reverse().Select(day => EventLine.Update("{\"id\":\"v\"}", $"\"2019-05-{day:00}T12:00:00Z\"")), EventLine.Update("{\"id\":\"v\"}")];
        var part = Assert.Single(await WriteAsync(lines));
        var groups = ParquetRows.RowGroups(_folder.At(part.File.Key));
        Assert.Equal([1, 28], groups.Select(group => group.Count));
        Assert.Equal(Enumerable.Range(1, 28).Select(day => UtcDay.Start(new DateOnly(2019, 5, day)) + (MicrosPerDay / 2)), groups[1].Select(row => (long)row[1]!));
    }

    [Fact]
    public async Task Every_event_name_has_a_part_and_those_that_are_gone_are_removed()
    {
        string[] names = [.. Enumerable.Range(0, 200).Select(i => $"event {i}"), "../../x", "a=b/c", "100%", "UPDATE", new string('é', 127)];
        var parts = await WriteAsync([.. names.Select(name => EventLine.Of("vehicle", name, null))]);
        Assert.Equal(names.Order(StringComparer.Ordinal), parts.Select(part => part.Event));
        Assert.Equal(parts.Select(part => part.File.Key).Order(StringComparer.Ordinal), _folder.Files());
        Assert.Equal(names.Select(name => LakeLayout.RawPart(_date, name)).Order(StringComparer.Ordinal), _folder.Files());

        await WriteAsync([EventLine.Of("vehicle", "a=b/c", null)]);
        Assert.Equal(["date=2019-06-01/event=a%3Db%2Fc/part-00000.parquet"], _folder.Files());
    }

    [Fact]
    public async Task Day_without_rows_has_no_parts()
    {
        await WriteAsync(Sample());
        Assert.Empty(await WriteAsync([]));
        Assert.Empty(_folder.Files());
    }

    [Fact]
    public async Task Nothing_is_in_its_place_before_it_is_published()
    {
        await using (var writer = new RawZoneWriter(_folder.Store, _date, Keys()))
        {
            using var batch = Parse(Sample());
            foreach (var columns in batch.Raw)
                await writer.AddAsync(columns);
            await writer.FinishAsync(Cancellation);
            Assert.All(_folder.Files(), file => Assert.StartsWith("_tmp/", file, StringComparison.Ordinal));
        }

        Assert.Empty(_folder.Files());
    }

    [Fact]
    public async Task Duck_db_reads_raw_as_it_lies()
    {
        string[] lines =
        [
            EventLine.Of("vehicle", "update", "{\"id\":\"é🚗\"}", more: ",\"x\":1"), EventLine.Of("bike", "update", null), EventLine.Of("vehicle", "a=b/c %", "null"),
        ];
        await WriteAsync(lines);
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            select date::text, event, "on", epoch_us("at"), data, organization_id, extra, source_object, source_line, typeof("at")
            from read_parquet('{_folder.Path}/date=*/event=*/*.parquet', hive_partitioning = true) order by source_line
            """;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "NULL" : Convert.ToString(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture))));
        const string noon = "1559390400000000";
        Assert.Equal(
            [
                $$"""2019-06-01|update|vehicle|{{noon}}|{"id":"é🚗"}|o|{"x":1}|b.json|1|TIMESTAMP WITH TIME ZONE""",
                $"2019-06-01|update|bike|{noon}|NULL|o|NULL|a.json|2|TIMESTAMP WITH TIME ZONE",
                $"2019-06-01|a=b/c %|vehicle|{noon}|null|o|NULL|b.json|3|TIMESTAMP WITH TIME ZONE",
            ],
            rows);
    }

    [Fact]
    public async Task Rejected_lines_are_read_as_they_were_written()
    {
        byte[][] lines = [[0xFF, 0xFE], "{\"a\":\0"u8.ToArray(), Encoding.UTF8.GetBytes(EventLine.Update("{}")), "é🚗"u8.ToArray(), new byte[100_000]];
        var expected = await WriteRejectedAsync(lines);
        var found = new List<RejectedLine>();
        await foreach (var line in RejectedReader.ReadAsync(_folder.Store, _date, Cancellation))
            found.Add(line);
        Assert.Equal(
            expected.Select(row => (row.SourceObject, row.SourceLine, row.Reason, Convert.ToHexString(row.Line))),
            found.Select(line => (line.SourceObject, line.SourceLine, $"{line.Reason} | {line.Detail}", Convert.ToHexString(line.Line))));
        string path = _folder.At(LakeLayout.StagedPart("rejected_events", _date));
        Assert.Equal(
            [
                ParquetShape.Of("source_object", ColumnType.Text, false), ParquetShape.Of("source_line", ColumnType.BigInt, false),
                ParquetShape.Of("reason", ColumnType.Text, false), ParquetShape.Of("detail", ColumnType.Text, false), ParquetShape.Of("line", ColumnType.Binary, false),
            ],
            ParquetShape.Of(path));
    }

    [Fact]
    public async Task Day_without_rejected_lines_has_no_file_of_them()
    {
        await WriteRejectedAsync([[0xFF]]);
        await WriteRejectedAsync([]);
        Assert.Empty(_folder.Files());
        await foreach (var line in RejectedReader.ReadAsync(_folder.Store, _date, Cancellation))
            Assert.Fail(line.Detail);
    }

    [Fact]
    public async Task Source_objects_are_read_as_they_were_written()
    {
        TakenObject[] objects = [new(new StoredObject("é🚗/a.json", 5, "e1"), 7, 2), new(new StoredObject("b", long.MaxValue, ""), 0, 0)];
        await ObjectsFile.WriteAsync(_folder.Store, _date, objects, Cancellation);
        Assert.Equal(objects, await ObjectsFile.ReadAsync(_folder.Store, _date, Cancellation));
        Assert.Empty(await ObjectsFile.ReadAsync(_folder.Store, _date.AddDays(1), Cancellation));
        await ObjectsFile.WriteAsync(_folder.Store, _date, [], Cancellation);
        Assert.Empty(await ObjectsFile.ReadAsync(_folder.Store, _date, Cancellation));
    }

    /// <summary>Lines with data and extra and without, of the day and of others, modelled and not.</summary>
    internal static string[] Sample() =>
    [
        EventLine.Of("vehicle", "update", "{\"id\":\"v\"}", more: ",\"x\":{\"é\":1.50}"), EventLine.Of("vehicle", "update", null), EventLine.Of("vehicle", "update", "null"),
        EventLine.Of("vehicle", "update", "[ ]", "\"1900-01-01T00:00:00Z\"", more: ",\"y\":null"), EventLine.Of("vehicle", "update", "{}", "\"2299-12-31T23:59:59.999999Z\"", "\"other\""),
        EventLine.Of("bike", "register", "\"\""), EventLine.Of("vehicle", "register", "{\"id\":\"v\"}", "\"2019-06-02T00:00:00Z\""),
    ];

    private static TextPool Keys()
    {
        var keys = new TextPool();
        foreach (string key in _keys)
            keys.Intern(Encoding.UTF8.GetBytes(key));
        return keys;
    }

    private static EventBatch Parse(IEnumerable<string> lines) => Parse(lines.Select(Encoding.UTF8.GetBytes));

    // The lines come from two objects in turn.
    private static EventBatch Parse(IEnumerable<byte[]> lines)
    {
        var batch = new EventBatch(_date);
        var parser = new LineParser { Batch = batch };
        int number = 0;
        foreach (byte[] line in lines)
            parser.Parse(line, number % 2, ++number);
        return batch;
    }

    private static List<RawRow> Expected(string[] lines) => [.. BatchRows.Raw(Parse(lines), _date, _keys)];

    private static long Micros(DateTimeOffset instant) => (instant.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private async Task<StoredObject> FindAsync(RawPartState part)
    {
        var found = (await _folder.Store.FindAsync(part.File.Key, Cancellation))!;
        Assert.Equal((part.File.Bytes, part.File.ETag), (found.Size, found.ETag));
        return found;
    }

    private async Task<List<RejectedRow>> WriteRejectedAsync(byte[][] lines)
    {
        var batch = Parse(lines);
        List<RejectedRow> expected = [.. BatchRows.Rejected(batch, _date, _keys)];
        await using var writer = new RejectedWriter(_folder.Store, _date, Keys());
        writer.Add(batch.Rejected);
        Assert.Equal(lines.Length, writer.Count);
        Assert.Equal(lines.Length, writer.Reasons.Values.Sum());
        await writer.FinishAsync(Cancellation);
        Assert.Equal(lines.Length, (await writer.PublishAsync(Cancellation))?.Rows ?? 0);
        return expected;
    }

    private async Task<IReadOnlyList<RawPartState>> WriteAsync(string[] lines)
    {
        await using var writer = new RawZoneWriter(_folder.Store, _date, Keys());
        foreach (var columns in Parse(lines).Raw)
            await writer.AddAsync(columns);
        await writer.FinishAsync(Cancellation);
        return await writer.PublishAsync(Cancellation);
    }
}
