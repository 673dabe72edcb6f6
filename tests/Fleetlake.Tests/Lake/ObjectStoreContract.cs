using System.Text;
using Fleetlake.Lake;
using Fleetlake.Lake.Stores;
using Xunit;

namespace Fleetlake.Tests.Lake;

/// <summary>What the lake relies on, whatever the store is.</summary>
public abstract class ObjectStoreContract
{
    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract IObjectStore Store { get; }

    /// <summary>Every key that the store has, those too that no listing shows.</summary>
    private protected abstract Task<string[]> AllKeysAsync();

    [Fact]
    public async Task Object_that_was_put_is_found_read_listed_and_deleted()
    {
        var put = (await Store.PutAsync("a/b.txt", "hello"u8.ToArray(), default, Cancellation))!;
        Assert.Equal(("a/b.txt", 5L), (put.Key, put.Size));
        Assert.Equal(put, await Store.FindAsync("a/b.txt", Cancellation));
        Assert.Equal(put, Assert.Single(await ListAsync("")));
        var got = Assert.NotNull(await Store.GetAsync("a/b.txt", Cancellation));
        Assert.Equal((put, "hello"), (got.Object, Encoding.UTF8.GetString(got.Bytes)));
        using (var stream = new StreamReader(Store.OpenRead(put)))
            Assert.Equal("hello", await stream.ReadToEndAsync(Cancellation));
        await Store.DeleteAsync("a/b.txt", Cancellation);
        Assert.Null(await Store.FindAsync("a/b.txt", Cancellation));
        Assert.Null(await Store.GetAsync("a/b.txt", Cancellation));
        Assert.Empty(await ListAsync(""));
    }

    [Fact]
    public async Task Object_that_is_not_there_may_be_deleted() => await Store.DeleteAsync("none/at/all", Cancellation);

    [Fact]
    public async Task Empty_object_is_an_object()
    {
        var put = (await Store.PutAsync("empty", Array.Empty<byte>(), default, Cancellation))!;
        Assert.Equal(0, put.Size);
        Assert.Empty(Assert.NotNull(await Store.GetAsync("empty", Cancellation)).Bytes);
    }

    [Fact]
    public async Task Put_if_absent_is_done_once()
    {
        Assert.NotNull(await Store.PutAsync("k", "one"u8.ToArray(), new PutCondition(IfAbsent: true), Cancellation));
        Assert.Null(await Store.PutAsync("k", "two"u8.ToArray(), new PutCondition(IfAbsent: true), Cancellation));
        Assert.Equal("one"u8.ToArray(), (await Store.GetAsync("k", Cancellation))!.Value.Bytes);
    }

    [Fact]
    public async Task Of_many_puts_if_absent_one_is_done()
    {
        for (int round = 0; round < 20; round++)
        {
            string key = $"k{round}";
            var puts = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
                Store.PutAsync(key, Encoding.UTF8.GetBytes($"{i}"), new PutCondition(IfAbsent: true), Cancellation))));
            Assert.Single(puts, put => put is not null);
        }
    }

    [Fact]
    public async Task Put_by_etag_is_done_while_the_object_is_that_one()
    {
        var first = (await Store.PutAsync("k", "one"u8.ToArray(), default, Cancellation))!;
        Assert.Null(await Store.PutAsync("k", "no"u8.ToArray(), new PutCondition(IfETag: "other"), Cancellation));
        Assert.Null(await Store.PutAsync("none", "no"u8.ToArray(), new PutCondition(IfETag: first.ETag), Cancellation));
        Assert.NotNull(await Store.PutAsync("k", "three"u8.ToArray(), new PutCondition(IfETag: first.ETag), Cancellation));
        Assert.Null(await Store.PutAsync("k", "no"u8.ToArray(), new PutCondition(IfETag: first.ETag), Cancellation));
        Assert.Equal("three"u8.ToArray(), (await Store.GetAsync("k", Cancellation))!.Value.Bytes);
        Assert.Null(await Store.FindAsync("none", Cancellation));
    }

    [Fact]
    public async Task Etag_changes_with_the_bytes_however_soon()
    {
        var etags = new HashSet<string>();
        for (int i = 0; i < 50; i++)
            Assert.True(etags.Add((await Store.PutAsync("k", new byte[] { (byte)i }, default, Cancellation))!.ETag), $"put {i} has the ETag of an earlier one");
    }

    [Fact]
    public async Task Ranges_are_read_as_far_as_the_object_goes()
    {
        var put = (await Store.PutAsync("k", "0123456789"u8.ToArray(), default, Cancellation))!;
        byte[] buffer = new byte[4];
        Assert.Equal(4, await Store.ReadAsync(put, 3, buffer, Cancellation));
        Assert.Equal("3456"u8.ToArray(), buffer);
        Assert.Equal(2, await Store.ReadAsync(put, 8, buffer, Cancellation));
        Assert.Equal("8956"u8.ToArray(), buffer);
        Assert.Equal(0, await Store.ReadAsync(put, 10, buffer, Cancellation));
        Assert.Equal(0, await Store.ReadAsync(put, 99, buffer, Cancellation));
        Assert.Equal(0, await Store.ReadAsync(put, 0, Memory<byte>.Empty, Cancellation));
    }

    [Fact]
    public async Task Reader_never_sees_a_part_of_an_object()
    {
        var store = Store;
        await store.PutAsync("k", new byte[100_000], default, Cancellation);
        using var done = new CancellationTokenSource();
        var reader = Task.Run(
            async () =>
            {
                int seen = 0;
                while (!done.IsCancellationRequested)
                {
                    byte[] bytes = (await store.GetAsync("k", Cancellation))!.Value.Bytes;
                    Assert.Equal(100_000 + bytes[0], bytes.Length);
                    Assert.Equal(-1, bytes.AsSpan().IndexOfAnyExcept(bytes[0]));
                    seen++;
                }

                return seen;
            },
            Cancellation);
        for (int i = 1; i <= 60; i++)
            await store.PutAsync("k", Enumerable.Repeat((byte)i, 100_000 + i).ToArray(), default, Cancellation);
        await done.CancelAsync();
        Assert.True(await reader > 0);
    }

    [Theory]
    [InlineData("../out")]
    [InlineData("a/../../out")]
    [InlineData("..")]
    [InlineData("a/.")]
    [InlineData("/etc/passwd")]
    [InlineData("a\0b")]
    public async Task Key_that_leaves_the_store_is_refused(string key)
    {
        var store = Store;
        await Assert.ThrowsAsync<LakeException>(() => store.FindAsync(key, Cancellation));
        await Assert.ThrowsAsync<LakeException>(() => store.GetAsync(key, Cancellation));
        await Assert.ThrowsAsync<LakeException>(() => store.PutAsync(key, "x"u8.ToArray(), default, Cancellation));
        await Assert.ThrowsAsync<LakeException>(() => store.DeleteAsync(key, Cancellation));
        Assert.Throws<LakeException>(() => store.OpenRead(new StoredObject(key, 1, "e")));
        Assert.Throws<LakeException>(() => store.Upload(key, "me"));
        await Assert.ThrowsAsync<LakeException>(async () => await store.ReadAsync(new StoredObject(key, 1, "e"), 0, new byte[1], Cancellation));
        Assert.Empty(await AllKeysAsync());
    }

    [Fact]
    public async Task Listing_gives_each_object_below_its_prefixes_once()
    {
        foreach (string key in new[] { "a/1", "a/b/2", "ab/3", "b/4", "c" })
            await PutAsync(key);
        Assert.Equal(["a/1", "a/b/2", "ab/3"], await KeysAsync("a"));
        Assert.Equal(["a/1", "a/b/2"], await KeysAsync("a/"));
        Assert.Equal(["a/b/2", "c"], await KeysAsync("a/b", "c"));
        Assert.Equal(["a/1", "a/b/2", "ab/3"], await KeysAsync("a", "a/", "a/b/", "a"));
        Assert.Empty(await KeysAsync("d", "a/b/2/", "A"));
    }

    [Fact]
    public async Task Abandoned_upload_leaves_nothing_and_the_object_as_it_was()
    {
        await Store.PutAsync("k", "old"u8.ToArray(), default, Cancellation);
        foreach (bool finish in new[] { false, true })
        {
            await using var upload = Store.Upload("k", "me");
            await upload.Content.WriteAsync(new byte[100_000], Cancellation);
            if (finish)
                await upload.FinishAsync(Cancellation);
        }

        Assert.Equal(["k"], await AllKeysAsync());
        Assert.Equal("old"u8.ToArray(), (await Store.GetAsync("k", Cancellation))!.Value.Bytes);
    }

    [Fact]
    public async Task Upload_is_there_when_it_is_published_and_not_before()
    {
        await using (var upload = Store.Upload("deep/k", "me"))
        {
            await upload.Content.WriteAsync("half"u8.ToArray(), Cancellation);
            Assert.Null(await Store.FindAsync("deep/k", Cancellation));
            await upload.FinishAsync(Cancellation);
            Assert.Null(await Store.FindAsync("deep/k", Cancellation));
            Assert.Empty(await ListAsync(""));
            var put = await upload.PublishAsync(Cancellation);
            Assert.Equal(put, await Store.FindAsync("deep/k", Cancellation));
        }

        Assert.Equal(["deep/k"], await AllKeysAsync());
    }

    private async Task PutAsync(string key) => Assert.NotNull(await Store.PutAsync(key, "x"u8.ToArray(), default, Cancellation));

    private async Task<string[]> KeysAsync(params string[] prefixes) => [.. (await ListAsync(prefixes)).Select(found => found.Key)];

    private Task<List<StoredObject>> ListAsync(params string[] prefixes) => S3.TestBucket.ListAsync(Store, prefixes);
}
