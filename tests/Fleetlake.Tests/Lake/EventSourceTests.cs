using System.Security.Cryptography;
using System.Text;
using Fleetlake.Lake;
using Fleetlake.Lake.Source;
using Fleetlake.Lake.Stores;
using Xunit;

namespace Fleetlake.Tests.Lake;

public sealed class EventSourceTests
{
    private static readonly DateOnly _date = new(2019, 6, 1);

    [Fact]
    public async Task Listing_asks_for_the_local_dates_of_the_day_alone_in_every_spelling()
    {
        using var folder = new TempFolder();
        var store = new StoreWrapper(folder.Store);
        await new EventSource(store, SourceClock.Find("America/Sao_Paulo")!).ListAsync(_date, TestContext.Current.CancellationToken);
        string[] expected =
        [
            "2019-5-31-", "2019-5-31/", "2019/5/31/", "2019-05-31-", "2019-05-31/", "2019/05/31/",
            "2019-6-1-", "2019-6-1/", "2019/6/1/", "2019-6-01-", "2019-6-01/", "2019/6/01/",
            "2019-06-1-", "2019-06-1/", "2019/06/1/", "2019-06-01-", "2019-06-01/", "2019/06/01/",
        ];
        Assert.Equal(expected.Order(), store.Listed.Order());
    }

    [Theory]
    [InlineData(9, 9, 12)]
    [InlineData(9, 10, 6)]
    [InlineData(10, 10, 3)]
    public async Task Numbers_below_ten_have_two_spellings(int month, int day, int prefixes)
    {
        using var folder = new TempFolder();
        var store = new StoreWrapper(folder.Store);
        await new EventSource(store, SourceClock.Find("UTC")!).ListAsync(new DateOnly(2019, month, day), TestContext.Current.CancellationToken);
        Assert.Equal(prefixes, store.Listed.Distinct().Count());
        Assert.Contains($"2019-{month}-{day}-", store.Listed);
        Assert.Contains($"2019-{month:00}-{day:00}-", store.Listed);
    }

    [Fact]
    public async Task Files_are_found_flat_and_nested_padded_and_not()
    {
        string[] keys =
        [
            "2019-06-01-00-00-00-events.json",
            "2019-6-1-0-0-1-events.json",
            "2019-06-01/2019-06-01-0-0-2-events.txt",
            "2019-6-1/2019-06-01-0-0-3-events.txt.gz",
            "2019/06/01/00/00/2019-06-01-00-00-04-events.jsonl",
            "2019/6/1/2019-6-1-0-0-5-events.ndjson",
        ];
        using var folder = new TempFolder();
        foreach (string key in keys)
            folder.Write(key, "x");
        foreach (string other in new[] { "2019-06-10-00-00-00-events.json", "2019-06-02-00-00-00-events.json", "2018/06/01/2019-06-01-0-0-9-events.json", "x/2019-06-01-00-00-00-events.json" })
            folder.Write(other, "x");
        Assert.Equal(keys, (await ListAsync(folder)).Objects.Select(found => found.Key));
    }

    [Fact]
    public async Task Files_come_in_the_order_of_their_time_and_then_of_their_key()
    {
        using var folder = new TempFolder();
        foreach (string key in new[] { "2019-06-01-15-17-10-events.json", "2019-06-01-15-17-4-events.json", "2019-06-01-15-17-04-events.json", "2019-06-01-9-0-0-events.json", "2019/06/01/2019-06-01-15-17-4-events.json" })
            folder.Write(key, "x");
        var listing = await ListAsync(folder);
        Assert.Equal(
            ["2019-06-01-9-0-0-events.json", "2019-06-01-15-17-04-events.json", "2019-06-01-15-17-4-events.json", "2019/06/01/2019-06-01-15-17-4-events.json", "2019-06-01-15-17-10-events.json"],
            listing.Objects.Select(found => found.Key));
    }

    [Fact]
    public async Task Objects_with_other_names_are_counted_and_left_alone()
    {
        using var folder = new TempFolder();
        folder.Write("2019-06-01-0-0-0-events.json", "x");
        folder.Write("2019-06-01-0-0-0-events.csv", "x");
        folder.Write("2019/06/01/readme.md", "x");
        folder.Write("2019-06-01/_SUCCESS", "");
        folder.Write("readme.md", "outside of what is listed");
        var listing = await ListAsync(folder);
        Assert.Equal((1, 3, 1L), (listing.Objects.Count, listing.Ignored, listing.TotalBytes));
    }

    [Fact]
    public async Task Files_of_the_day_by_the_source_s_clock_are_its_files()
    {
        using var folder = new TempFolder();
        string[] keys = ["2019-05-31-21-0-0-events.json", "2019-06-01-20-59-59-events.json"];
        foreach (string key in (string[])[.. keys, "2019-05-31-20-59-59-events.json", "2019-06-01-21-0-0-events.json"])
            folder.Write(key, "x");
        var listing = await ListAsync(folder, "America/Sao_Paulo");
        Assert.Equal(keys, listing.Objects.Select(found => found.Key));
        Assert.Equal(0, listing.Ignored);
    }

    [Fact]
    public async Task Digest_changes_with_a_key_and_with_the_bytes_of_an_object()
    {
        using var folder = new TempFolder();
        string path = folder.Write("2019-06-01-0-0-0-events.json", "x");
        string first = (await ListAsync(folder)).Digest;
        Assert.Equal(first, (await ListAsync(folder)).Digest);
        folder.Write("2019-06-01-0-0-0-events.json", "xy");
        string second = (await ListAsync(folder)).Digest;
        File.Move(path, folder.At("2019-06-01-0-0-1-events.json"));
        Assert.Equal(3, new[] { first, second, (await ListAsync(folder)).Digest }.Distinct().Count());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5000)]
    public void Digest_is_of_the_text_of_the_listing_however_long(int count)
    {
        StoredObject[] objects = [.. Enumerable.Range(0, count).Select(i => new StoredObject($"é🚗/{i}.json", i % 2 == 0 ? i : long.MaxValue, $"e{i}"))];
        string text = string.Concat(objects.Select(file => $"{file.Key}\n{file.Size}\n{file.ETag}\n"));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), SourceListing.DigestOf(objects));
    }

    [Fact]
    public async Task Source_that_is_not_there_is_for_the_caller_to_mend()
    {
        using var folder = new TempFolder();
        var source = new EventSource(new Fleetlake.Lake.Stores.FolderStore(folder.At("none")), SourceClock.Find("UTC")!);
        var fault = await Assert.ThrowsAsync<LakeException>(() => source.ListAsync(_date, TestContext.Current.CancellationToken));
        Assert.Equal(FaultKind.Caller, fault.Kind);
        Assert.Contains(folder.At("none"), fault.Message, StringComparison.Ordinal);
    }

    private static Task<SourceListing> ListAsync(TempFolder folder, string zone = "UTC") =>
        new EventSource(folder.Store, SourceClock.Find(zone)!).ListAsync(_date, TestContext.Current.CancellationToken);
}
