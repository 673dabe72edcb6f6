using Fleetlake.Lake;
using Fleetlake.Lake.Stores;
using Xunit;

namespace Fleetlake.Tests.Lake;

public sealed class FolderStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private FolderStore Store => _folder.Store;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Store_whose_folder_is_not_there_is_empty()
    {
        var store = new FolderStore(_folder.At("later"));
        Assert.Null(await store.FindAsync("a", Cancellation));
        await foreach (var found in store.ListAsync([""], Cancellation))
            Assert.Fail(found.Key);
        Assert.NotNull(await store.PutAsync("a", "x"u8.ToArray(), default, Cancellation));
    }

    [Fact]
    public async Task Object_that_is_not_the_listed_one_any_more_is_noticed()
    {
        _folder.Write("k", "0123456789");
        var listed = Assert.Single(await ListAsync(""));
        _folder.Write("k", "01234567890");
        await AssertChangedAsync(listed, "changed while it was read: found 11 bytes, expected 10 as listed");
        _folder.Write("k", "0123456789");
        File.SetLastWriteTimeUtc(_folder.At("k"), new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await AssertChangedAsync(listed, "changed while it was read: found 10 bytes");
        File.Delete(_folder.At("k"));
        await AssertChangedAsync(listed, "was listed and is gone");
    }

    [Fact]
    public async Task Listing_does_not_show_what_is_being_written()
    {
        await using var upload = Store.Upload("k", "me");
        await Store.PutAsync("a", "x"u8.ToArray(), new PutCondition(IfAbsent: true), Cancellation);
        Assert.Contains(_folder.Files(), file => file.StartsWith("_tmp/", StringComparison.Ordinal));
        Assert.Equal(["a"], await KeysAsync(""));
        Assert.Empty(await KeysAsync("_"));
    }

    [Fact]
    public async Task Sweep_removes_what_one_owner_has_left()
    {
        var killed = Store.Upload("k", "killed");
        await killed.Content.WriteAsync(new byte[10], Cancellation);
        await using var other = Store.Upload("k", "other");
        await Store.SweepAsync("killed", Cancellation);
        await Store.SweepAsync("nobody", Cancellation);
        Assert.StartsWith("_tmp/other/", Assert.Single(_folder.Files()), StringComparison.Ordinal);
        await other.FinishAsync(Cancellation);
        Assert.NotNull(await other.PublishAsync(Cancellation));
        await killed.DisposeAsync();
    }

    [Fact]
    public async Task Object_behind_a_link_is_the_file_that_the_link_names()
    {
        _folder.Write("real", "hello");
        File.CreateSymbolicLink(_folder.At("link"), _folder.At("real"));
        var listed = Assert.Single(await ListAsync("link"));
        Assert.Equal(5, listed.Size);
        Assert.Equal(listed, await Store.FindAsync("link", Cancellation));
        byte[] buffer = new byte[5];
        Assert.Equal(5, await Store.ReadAsync(listed, 0, buffer, Cancellation));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        Assert.Equal("hello"u8.ToArray(), (await Store.GetAsync("link", patience.Token))!.Value.Bytes);
    }

    [Fact]
    public async Task File_in_the_place_of_the_folder_is_for_the_caller_to_mend()
    {
        var store = new FolderStore(_folder.Write("file", "x"));
        var fault = await Assert.ThrowsAsync<LakeException>(() => store.EnsureReadableAsync(Cancellation));
        Assert.Equal(FaultKind.Caller, fault.Kind);
        Assert.Equal($"{_folder.At("file")}: found a file, expected a folder of event files.", fault.Message);
    }

    [Fact]
    public async Task Fault_of_a_write_names_the_object()
    {
        _folder.Write("k/in/the/way", "x");
        var fault = await Assert.ThrowsAsync<LakeException>(() => Store.PutAsync("k/in", "x"u8.ToArray(), default, Cancellation));
        Assert.StartsWith($"cannot write {_folder.At("k/in")}: ", fault.Message, StringComparison.Ordinal);
        Assert.Equal(["k/in/the/way"], _folder.Files());
    }

    private async Task AssertChangedAsync(StoredObject listed, string message)
    {
        var read = await Assert.ThrowsAsync<ObjectChangedException>(async () => await Store.ReadAsync(listed, 0, new byte[10], Cancellation));
        Assert.Contains(message, read.Message, StringComparison.Ordinal);
        Assert.True(read.IsTransient);
        Assert.Throws<ObjectChangedException>(() => Store.OpenRead(listed));
    }

    private async Task<string[]> KeysAsync(params string[] prefixes) => [.. (await ListAsync(prefixes)).Select(found => found.Key)];

    private async Task<List<StoredObject>> ListAsync(params string[] prefixes)
    {
        var found = new List<StoredObject>();
        await foreach (var listed in Store.ListAsync(prefixes, Cancellation))
            found.Add(listed);
        found.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        return found;
    }
}
