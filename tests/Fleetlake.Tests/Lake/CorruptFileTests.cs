using System.Text;
using Fleetlake.Events.Columns;
using Fleetlake.Events.Contracts;
using Fleetlake.Events.Parsing;
using Fleetlake.Lake;
using Fleetlake.Lake.Raw;
using Fleetlake.Lake.Staging;
using Fleetlake.Lake.State;
using Xunit;

namespace Fleetlake.Tests.Lake;

/// <summary>Whatever the bytes of a file of the lake are, reading it gives its rows or names it.</summary>
public sealed class CorruptFileTests : IDisposable
{
    private static readonly DateOnly _date = new(2019, 6, 1);
    private readonly TempFolder _folder = new();
    private readonly StoreWrapper _store;

    public CorruptFileTests() => _store = new StoreWrapper(_folder.Store);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("raw")]
    [InlineData("rejected")]
    [InlineData("objects")]
    [InlineData("staged")]
    public async Task Parquet_file_that_is_cut_short_is_named(string kind)
    {
        var (key, read) = await MakeAsync(kind);
        byte[] whole = await File.ReadAllBytesAsync(_folder.At(key), Cancellation);
        for (int length = 0; length < whole.Length; length++)
        {
            byte[] head = whole[..length];
            _store.Open = _ => new MemoryStream(head);
            await AssertNamedAsync(key, read);
        }
    }

    [Theory]
    [InlineData("raw")]
    [InlineData("rejected")]
    [InlineData("objects")]
    [InlineData("staged")]
    public async Task Parquet_file_with_a_changed_byte_is_read_or_named(string kind)
    {
        var (key, read) = await MakeAsync(kind);
        byte[] bytes = await File.ReadAllBytesAsync(_folder.At(key), Cancellation);
        int named = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            foreach (byte flip in new byte[] { 0xFF, 0x01, 0x10 })
            {
                bytes[i] ^= flip;
                _store.Open = _ => new MemoryStream(bytes);
                try
                {
                    await read();
                }
                catch (CorruptObjectException fault)
                {
                    Assert.StartsWith($"{_folder.At(key)} is corrupt: found ", fault.Message, StringComparison.Ordinal);
                    named++;
                }
                catch (Exception fault)
                {
                    Assert.Fail($"byte {i} of {bytes.Length} flipped by {flip:x2}: {fault}");
                }

                bytes[i] ^= flip;
            }
        }

        Assert.True(named > bytes.Length / 2, $"{named} of {3 * bytes.Length} were noticed");
    }

    [Fact]
    public async Task File_of_another_kind_is_named()
    {
        var (raw, readRaw) = await MakeAsync("raw");
        var (rejected, _) = await MakeAsync("rejected");
        File.Copy(_folder.At(rejected), _folder.At(raw), overwrite: true);
        var fault = await AssertNamedAsync(raw, readRaw);
        Assert.Contains("found no fleetlake.event in its metadata, expected a file that Fleetlake wrote", fault.Message, StringComparison.Ordinal);

        var (staged, readStaged) = await MakeAsync("staged");
        File.Copy(_folder.At(rejected), _folder.At(staged), overwrite: true);
        Assert.Contains("in its metadata, expected a file that Fleetlake wrote", (await AssertNamedAsync(staged, readStaged)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Manifest_that_cannot_be_read_is_named()
    {
        var commits = new Commits(_folder.Store);
        await commits.WriteAsync(Manifest(), Cancellation);
        string key = LakeLayout.Manifest(_date);
        byte[] bytes = await File.ReadAllBytesAsync(_folder.At(key), Cancellation);
        Assert.Equal(File.ReadAllText(_folder.At(key)), Encoding.UTF8.GetString(StateJson.Write((await commits.FindAsync(_date, Cancellation))!)));
        for (int length = 0; length < bytes.Length - 1; length += 3)
        {
            _folder.Write(key, bytes[..length]);
            await AssertNamedAsync(key, () => commits.FindAsync(_date, Cancellation));
        }

        for (int i = 0; i < bytes.Length; i++)
        {
            foreach (byte flip in new byte[] { 0xFF, 0x01, 0x10 })
            {
                bytes[i] ^= flip;
                _folder.Write(key, bytes);
                try
                {
                    await commits.FindAsync(_date, Cancellation);
                }
                catch (CorruptObjectException fault)
                {
                    Assert.StartsWith($"{_folder.At(key)} is corrupt: found ", fault.Message, StringComparison.Ordinal);
                }
                catch (Exception fault)
                {
                    Assert.Fail($"byte {i} flipped by {flip:x2}: {fault}");
                }

                bytes[i] ^= flip;
            }
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("\"parts\": null")]
    [InlineData("\"listing\": null")]
    [InlineData("\"totals\": {}")]
    [InlineData("\"touched\": { \"2019-06-31\": {} }")]
    public async Task Manifest_that_lacks_something_is_named(string wrong)
    {
        string json = Encoding.UTF8.GetString(StateJson.Write(Manifest()));
        // A member that comes again takes the place of the first.
        _folder.Write(LakeLayout.Manifest(_date), wrong.StartsWith('"') ? $"{json.TrimEnd()[..^1]}, {wrong} }}" : wrong);
        await AssertNamedAsync(LakeLayout.Manifest(_date), () => new Commits(_folder.Store).FindAsync(_date, Cancellation));
    }

    [Fact]
    public async Task Manifest_is_read_as_it_was_written()
    {
        var commits = new Commits(_folder.Store);
        Assert.Null(await commits.FindAsync(_date, Cancellation));
        await commits.WriteAsync(Manifest(), Cancellation);
        var found = (await commits.FindAsync(_date, Cancellation))!;
        Assert.Equal(Manifest().Parts, found.Parts);
        Assert.Equal(Manifest().Totals, found.Totals);
        Assert.Equal(3, found.Touched[_date]["update_events"]);
        Assert.Equal([_date], await commits.DatesAsync(Cancellation));
    }

    [Fact]
    public async Task Marks_say_which_source_dates_have_rows_of_an_event_date()
    {
        var commits = new Commits(_folder.Store);
        var next = _date.AddDays(1);
        await commits.MarkAsync(_date, [_date, next], Cancellation);
        await commits.MarkAsync(next, [next], Cancellation);
        await commits.MarkAsync(next, [next], Cancellation);
        Assert.Equal([_date, next], await commits.SourceDatesOfAsync(next, Cancellation));
        Assert.Equal([_date], await commits.SourceDatesOfAsync(_date, Cancellation));
        Assert.Equal([_date, next], await commits.EventDatesOfAsync(_date, Cancellation));
        await commits.UnmarkAsync(_date, next, Cancellation);
        Assert.False(await commits.IsMarkedAsync(_date, next, Cancellation));
        Assert.Equal([next], await commits.SourceDatesOfAsync(next, Cancellation));
    }

    private static Manifest Manifest() => new()
    {
        Date = _date,
        Commit = "c",
        ContractVersion = "1",
        CommittedAt = new DateTimeOffset(2019, 6, 2, 0, 0, 0, TimeSpan.Zero),
        IsPartial = false,
        Listing = new ListingState("d", 1, 2, 3, "UTC"),
        CarriedObjects = 0,
        Mends = "",
        Parts = [new RawPartState("update", new FileState("k", 1, 2, "e"), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch)],
        Rejected = null,
        Reasons = new Dictionary<string, long> { ["invalid_json"] = 5 },
        Touched = new Dictionary<DateOnly, IReadOnlyDictionary<string, long>> { [_date] = new Dictionary<string, long> { ["update_events"] = 3 } },
        Totals = new Totals(1, 2, 3, 4, 5),
    };

    private async Task<CorruptObjectException> AssertNamedAsync(string key, Func<Task> read)
    {
        var fault = await Assert.ThrowsAsync<CorruptObjectException>(read);
        Assert.StartsWith($"{_folder.At(key)} is corrupt: found ", fault.Message, StringComparison.Ordinal);
        Assert.Equal(FaultKind.Failed, fault.Kind);
        return fault;
    }

    private async Task<(string Key, Func<Task> Read)> MakeAsync(string kind)
    {
        var keys = new TextPool();
        keys.Intern("a.json"u8);
        var batch = new EventBatch(_date);
        var parser = new LineParser { Batch = batch };
        int number = 0;
        foreach (string line in RawZoneTests.Sample().Append("no").Append("{"))
            parser.Parse(Encoding.UTF8.GetBytes(line), 0, ++number);
        return kind switch
        {
            "raw" => await MakeRawAsync(batch, keys),
            "rejected" => await MakeRejectedAsync(batch, keys),
            "objects" => await MakeObjectsAsync(),
            _ => await MakeStagedAsync(batch),
        };
    }

    private async Task<(string Key, Func<Task> Read)> MakeRawAsync(EventBatch batch, TextPool keys)
    {
        await using var writer = new RawZoneWriter(_folder.Store, _date, keys);
        foreach (var columns in batch.Raw.Where(columns => columns.EventName == "update"))
            await writer.AddAsync(columns);
        await writer.FinishAsync(Cancellation);
        string key = Assert.Single(await writer.PublishAsync(Cancellation)).File.Key;
        return (key, async () =>
        {
            using var reader = new RawPartReader(_store, (await _folder.Store.FindAsync(key, Cancellation))!);
            foreach (var rows in reader.Read(long.MinValue, long.MaxValue, withOrigin: true))
                Assert.Equal([rows.Count, rows.Count, rows.Count, rows.Count, rows.Count, rows.Count], new[] { rows.On.Count, rows.Data.Count, rows.OrganizationId.Count, rows.Extra.Count, rows.SourceObject.Count, rows.SourceLine.Count });
        }
        );
    }

    private async Task<(string Key, Func<Task> Read)> MakeRejectedAsync(EventBatch batch, TextPool keys)
    {
        await using var writer = new RejectedWriter(_folder.Store, _date, keys);
        writer.Add(batch.Rejected);
        await writer.FinishAsync(Cancellation);
        await writer.PublishAsync(Cancellation);
        return (LakeLayout.StagedPart(LakeLayout.RejectedTable, _date), async () =>
        {
            await foreach (var line in RejectedReader.ReadAsync(_store, _date, Cancellation))
                Assert.NotNull(line.Line);
        }
        );
    }

    private async Task<(string Key, Func<Task> Read)> MakeObjectsAsync()
    {
        await ObjectsFile.WriteAsync(
            _folder.Store, _date, [.. Enumerable.Range(0, 5).Select(i => new TakenObject(new($"{i}.json", i, $"e{i}"), i, 0))], Cancellation);
        return (LakeLayout.Objects(_date), () => ObjectsFile.ReadAsync(_store, _date, Cancellation));
    }

    private async Task<(string Key, Func<Task> Read)> MakeStagedAsync(EventBatch batch)
    {
        using var sorter = new StagedSorter(EventContracts.Update, _folder.At("scratch"));
        foreach (var columns in batch.Staged.Where(columns => columns.Contract == EventContracts.Update))
            sorter.Add(columns);
        var put = await StagingZone.ReplaceAsync(_folder.Store, sorter, _date, "i", "me", _ => Task.CompletedTask, Cancellation);
        return (put!.File.Key, () => StagingZone.FindAsync(_store, EventContracts.Update, _date, Cancellation));
    }
}
