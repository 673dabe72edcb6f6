using System.IO.Compression;
using System.Text;
using CsCheck;
using Fleetlake.Events.Columns;
using Fleetlake.Events.Parsing;
using Fleetlake.Lake;
using Fleetlake.Lake.Source;
using Fleetlake.Lake.Stores;
using Fleetlake.Tests.Events;
using Fleetlake.Tests.Reference;
using Xunit;

namespace Fleetlake.Tests.Lake;

public sealed class EventReaderTests : IDisposable
{
    private static readonly DateOnly _date = new(2019, 6, 1);
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Objects_give_the_same_rows_however_they_are_cut()
    {
        var sizes = Gen.Select(Gen.OneOf(1L, 100L, 5000L, 1L << 22), Gen.Int[1, 8], Gen.OneOf(4L, 5L, 17L, 100L, 1000L, 1L << 24), Gen.Int[20, 200])
            .Select(each => new ReadSizes { GroupBytes = each.Item1, GroupObjects = each.Item2, RangeBytes = each.Item3, ChunkBytes = each.Item4 });
        await Gen.Select(_contents, sizes, Gen.Int[1, 4]).SampleAsync(
            async (contents, size, workers) =>
            {
                using var folder = new TempFolder();
                var objects = Write(folder, contents);
                var expected = new ReferenceIntake();
                foreach (var (key, content) in contents)
                    ReferenceLines.Read(key, content).ForEach(line => expected.Take(_date, key, line));
                var rows = await ReadAsync(folder.Store, objects, workers, size);
                rows.AssertSame(expected);
            },
            iter: 120, threads: 2, print: sample => string.Join("\n---\n", sample.Item1.Select(each => $"{each.Key}: {Encoding.UTF8.GetString(each.Content)}")) + sample.Item2);
    }

    [Fact]
    public async Task Batches_are_the_same_and_in_the_same_order_with_one_worker_and_with_four()
    {
        var contents = Enumerable.Range(0, 60)
            .Select(i => ($"2019-6-1-0-{i}-0-events.json", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 10 + (i * 7 % 40)).Select(line => Line(i, line) + "\n")))))
            .ToArray();
        var objects = Write(_folder, contents);
        var sizes = new ReadSizes { GroupBytes = 3000, RangeBytes = 4000, ChunkBytes = 500 };
        var one = await ReadAsync(_folder.Store, objects, 1, sizes);
        var four = await ReadAsync(_folder.Store, objects, 4, sizes);
        Assert.True(one.Batches.Count > 20);
        Assert.Equal(one.Batches, four.Batches);
    }

    [Fact]
    public async Task Line_that_is_longer_than_64_mebibytes_is_kept_in_its_first_64_kibibytes()
    {
        const int length = LineParser.MaxLineBytes;
        byte[] content = new byte[(2 * length) + 4];
        Array.Fill(content, (byte)' ');
        content[0] = (byte)'a';
        content[length + 1] = (byte)'\n'; // a line of one byte more than is read
        content[length + 3] = (byte)'b';
        content[length + 2 + length] = (byte)'\n'; // a line of just as many as are read
        content[^1] = (byte)'c';
        var rows = await ReadAsync(_folder.Store, Write(_folder, [("2019-6-1-0-0-0-events.json", content)]), 2, ReadSizes.Default);
        Assert.Equal([1L, 2L, 3L], rows.Rejected.Select(row => row.SourceLine));
        Assert.Equal([64 * 1024, length, 1], rows.Rejected.Select(row => row.Line.Length));
        Assert.StartsWith($"{Reason.LineTooLong} | found a line of {length + 1} bytes, ", rows.Rejected[0].Reason, StringComparison.Ordinal);
        Assert.StartsWith(Reason.InvalidJson, rows.Rejected[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Object_of_many_gzip_members_is_read_to_its_end()
    {
        byte[] content = [.. Compress("\ufeff" + Line(0, 0)), .. Compress(""), .. Compress("\n" + Line(0, 1)), .. Compress("\n")];
        var rows = await ReadAsync(_folder.Store, Write(_folder, [("2019-6-1-0-0-0-events.json.gz", content)]), 1, ReadSizes.Default);
        Assert.Equal([1L, 2L], rows.Raw.Select(row => row.SourceLine));
        Assert.Empty(rows.Rejected);
    }

    [Fact]
    public async Task Gzip_object_that_is_cut_short_anywhere_is_a_fault_that_names_it()
    {
        byte[] whole = [.. Compress(Line(0, 0) + "\n"), .. Compress(string.Concat(Enumerable.Range(0, 50).Select(i => Line(i, i) + "\n")))];
        int first = Compress(Line(0, 0) + "\n").Length;
        for (int length = 1; length < whole.Length; length++)
        {
            // Between two members an object is whole: that more was to come cannot be seen.
            if (length == first)
                continue;
            var objects = Write(_folder, [("2019-6-1-0-0-0-events.json.gz", whole[..length])]);
            var fault = await Assert.ThrowsAsync<LakeException>(() => ReadAsync(_folder.Store, objects, 1, new ReadSizes { ChunkBytes = 4096 }));
            Assert.StartsWith($"{_folder.At(objects[0].Key)}: found {length} bytes that are no whole gzip file", fault.Message, StringComparison.Ordinal);
            Assert.Equal(FaultKind.Failed, fault.Kind);
        }
    }

    [Fact]
    public async Task Object_that_is_named_as_compressed_and_is_not_is_a_fault()
    {
        var objects = Write(_folder, [("2019-6-1-0-0-0-events.json.gz", Encoding.UTF8.GetBytes(Line(0, 0)))]);
        await Assert.ThrowsAsync<LakeException>(() => ReadAsync(_folder.Store, objects, 1, ReadSizes.Default));
    }

    [Theory]
    [InlineData(".json", 1 << 24)]
    [InlineData(".json", 100)]
    [InlineData(".json.gz", 1 << 24)]
    public async Task Object_that_changed_or_went_after_it_was_listed_is_noticed(string ending, long rangeBytes)
    {
        foreach (bool vanishes in new[] { true, false })
        {
            string text = string.Concat(Enumerable.Range(0, 20).Select(i => Line(i, i) + "\n"));
            string key = $"2019-6-1-0-0-1-events{ending}";
            var objects = Write(_folder, [("2019-6-1-0-0-0-events.json", "\n"u8.ToArray()), (key, ending.EndsWith("gz", StringComparison.Ordinal) ? Compress(text) : Encoding.UTF8.GetBytes(text))]);
            if (vanishes)
                File.Delete(_folder.At(key));
            else
                await File.AppendAllTextAsync(_folder.At(key), "x", Cancellation);
            var fault = await Assert.ThrowsAsync<ObjectChangedException>(() => ReadAsync(_folder.Store, objects, 3, new ReadSizes { RangeBytes = rangeBytes }));
            Assert.Contains(_folder.At(key), fault.Message, StringComparison.Ordinal);
            Assert.True(fault.IsTransient);
        }
    }

    [Fact]
    public async Task Object_that_changes_between_two_of_its_ranges_is_noticed()
    {
        string text = string.Concat(Enumerable.Range(0, 50).Select(i => Line(i, i) + "\n"));
        var objects = Write(_folder, [("2019-6-1-0-0-0-events.json", Encoding.UTF8.GetBytes(text))]);
        var store = new StoreWrapper(_folder.Store)
        {
            BeforeRead = (listed, offset, _) =>
            {
                if (offset > 3000)
                    _folder.Write(listed.Key, text.ToUpperInvariant());
                return Task.CompletedTask;
            },
        };
        await Assert.ThrowsAsync<ObjectChangedException>(() => ReadAsync(store, objects, 1, new ReadSizes { RangeBytes = 1000, ChunkBytes = 1000 }));
    }

    [Fact]
    public async Task Compressed_object_that_is_cut_while_it_is_read_has_changed()
    {
        byte[] noise = new byte[200_000];
        new Random(7).NextBytes(noise);
        var objects = Write(_folder, [("2019-6-1-0-0-0-events.json.gz", Compress(Convert.ToBase64String(noise)))]);
        string path = _folder.At(objects[0].Key);
        var reader = new EventReader(_folder.Store, objects, _date, 1) { Sizes = new ReadSizes { ChunkBytes = 1000 } };
        await Assert.ThrowsAsync<ObjectChangedException>(async () =>
        {
            await foreach (var batch in reader.ReadAsync(Cancellation))
            {
                batch.Dispose();
                using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                file.SetLength(file.Length / 2);
            }
        });
    }

    [Fact]
    public async Task Reading_ends_promptly_when_it_is_cancelled()
    {
        var objects = Write(_folder, [.. Enumerable.Range(0, 10).Select(i => ($"2019-6-1-0-{i}-0-events.json", "\n"u8.ToArray()))]);
        using var stop = new CancellationTokenSource();
        var store = new StoreWrapper(_folder.Store)
        {
            BeforeRead = async (_, _, cancellation) =>
            {
                stop.CancelAfter(50);
                await Task.Delay(TimeSpan.FromMinutes(5), cancellation);
            },
        };
        var reading = ReadAsync(store, objects, 4, new ReadSizes { GroupObjects = 1 }, stop.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(TimeSpan.FromSeconds(20), Cancellation));
    }

    [Fact]
    public async Task Whoever_stops_reading_halfway_leaves_nobody_waiting()
    {
        var objects = Write(_folder, [.. Enumerable.Range(0, 40).Select(i => ($"2019-6-1-0-{i}-0-events.json", Encoding.UTF8.GetBytes(Line(i, i))))]);
        var reader = new EventReader(_folder.Store, objects, _date, 4) { Sizes = new ReadSizes { GroupObjects = 1 } };
        await Task.Run(
            async () =>
            {
                await foreach (var batch in reader.ReadAsync(Cancellation))
                    break;
            },
            Cancellation).WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
    }

    [Fact]
    public async Task Fault_of_a_later_object_comes_after_the_rows_of_the_earlier_ones()
    {
        var objects = Write(_folder, [.. Enumerable.Range(0, 10).Select(i => ($"2019-6-1-0-0-{i}-events.json", Encoding.UTF8.GetBytes(Line(i, i))))]);
        File.Delete(_folder.At(objects[7].Key));
        var reader = new EventReader(_folder.Store, objects, _date, 4) { Sizes = new ReadSizes { GroupObjects = 1 } };
        int batches = 0;
        await Assert.ThrowsAsync<ObjectChangedException>(async () =>
        {
            await foreach (var batch in reader.ReadAsync(Cancellation))
                batches++;
        });
        Assert.Equal(7, batches);
    }

    [Fact]
    public async Task No_objects_are_no_batches()
    {
        var rows = await ReadAsync(_folder.Store, [], 2, ReadSizes.Default);
        Assert.Empty(rows.Batches);
    }

    // Objects of lines of every sort: compressed or not, with a byte order mark or without, with and without a last line end.
    private static readonly Gen<(string Key, byte[] Content)[]> _contents = Gen.Select(
            Gen.Select(LineGen.Any, Gen.OneOf("\n", "\n", "\r\n", "\n\n", " \n\t\n"), (line, end) => (byte[])[.. line, .. Encoding.UTF8.GetBytes(end)]).Array[0, 12],
            Gen.Bool, Gen.Bool, Gen.Int[0, 2])
        .Select(parts =>
        {
            byte[] content = [.. parts.Item2 ? (byte[])[0xEF, 0xBB, 0xBF] : [], .. parts.Item1.SelectMany(line => line)];
            if (parts.Item3)
                content = [.. content.AsSpan().TrimEnd((byte)'\n')];
            return (Content: content, Members: parts.Item4);
        })
        .Array[1, 6]
        .Select(objects => objects.Select((each, i) => each.Members == 0
            ? ($"2019-6-1-0-{i}-0-events.json", each.Content)
            : ($"2019-6-1-0-{i}-0-events.json.gz", Members(each.Content, each.Members))).ToArray());

    private static byte[] Members(byte[] content, int count) => count == 1
        ? Compress(content)
        : [.. Compress(content.AsSpan(0, content.Length / 2)), .. Compress(content.AsSpan(content.Length / 2))];

    private static string Line(int vehicle, int second) =>
        EventLine.Update($"{{\"id\":\"v{vehicle}\",\"location\":{{\"lat\":1.5,\"lng\":{second}}}}}", $"\"2019-06-01T12:00:{second % 60:00}Z\"");

    private static byte[] Compress(string text) => Compress(Encoding.UTF8.GetBytes(text));

    private static byte[] Compress(ReadOnlySpan<byte> content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal))
            gzip.Write(content);
        // Of nothing the framework writes nothing; gzip writes a member that is empty.
        return content.IsEmpty ? Convert.FromHexString("1f8b080000000000000303000000000000000000") : compressed.ToArray();
    }

    private static List<StoredObject> Write(TempFolder folder, (string Key, byte[] Content)[] objects) =>
        [.. objects.Select(each =>
        {
            folder.Write(each.Key, each.Content);
            return folder.Store.FindAsync(each.Key, Cancellation).Result!;
        })];

    private static async Task<Rows> ReadAsync(
        IObjectStore store, IReadOnlyList<StoredObject> objects, int workers, ReadSizes sizes, CancellationToken? cancellation = null)
    {
        var rows = new Rows(objects);
        await foreach (var batch in new EventReader(store, objects, _date, workers) { Sizes = sizes }.ReadAsync(cancellation ?? Cancellation))
            rows.Take(batch);
        return rows;
    }

    private sealed class Rows(IReadOnlyList<StoredObject> objects)
    {
        private readonly List<string> _keys = [.. objects.Select(each => each.Key)];
        private readonly List<(int Object, long Lines, long Rejected)> _tally = [];
        private readonly List<IReferenceRow> _staged = [];

        public List<RawRow> Raw { get; } = [];

        public List<RejectedRow> Rejected { get; } = [];

        public List<string> Batches { get; } = [];

        public void Take(EventBatch batch)
        {
            Raw.AddRange(BatchRows.Raw(batch, _date, _keys));
            Rejected.AddRange(BatchRows.Rejected(batch, _date, _keys));
            _staged.AddRange(BatchRows.Staged(batch));
            _tally.AddRange(batch.Objects);
            Batches.Add(string.Join('\n', BatchRows.Raw(batch, _date, _keys).Select(row => TableText.Line("raw", row.Cells()))));
            batch.Dispose();
        }

        public void AssertSame(ReferenceIntake expected)
        {
            AssertSame("raw", expected.Raw, Raw);
            AssertSame("rejected_events", expected.Rejected, Rejected);
            foreach (string table in expected.Staged.Concat(_staged).Select(BatchRows.Table).Distinct())
                AssertSame(table, expected.Staged.Where(row => BatchRows.Table(row) == table), _staged.Distinct().Where(row => BatchRows.Table(row) == table));
            for (int i = 0; i < _keys.Count; i++)
            {
                string key = _keys[i];
                long rejected = expected.Rejected.Count(row => row.SourceObject == key);
                long lines = rejected + expected.Raw.Count(row => row.SourceObject == key) - expected.Rejected.Count(row => row.SourceObject == key && row.InRaw);
                Assert.Equal(
                    (lines, rejected),
                    (_tally.Where(each => each.Object == i).Sum(each => each.Lines), _tally.Where(each => each.Object == i).Sum(each => each.Rejected)));
            }
        }

        private static void AssertSame(string table, IEnumerable<IReferenceRow> expected, IEnumerable<IReferenceRow> actual) =>
            TableComparison.AssertSame(table, expected.Select(row => row.Cells()), actual.Select(row => row.Cells()));
    }
}
