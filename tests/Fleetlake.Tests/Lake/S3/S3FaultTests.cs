using Fleetlake.Lake;
using Fleetlake.Lake.Stores;
using Fleetlake.Lake.Stores.S3;
using Fleetlake.Tests.Faults;
using Xunit;

namespace Fleetlake.Tests.Lake.S3;

/// <summary>The store behind a network that does what networks do.</summary>
public sealed class S3FaultTests : IAsyncLifetime
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i * 7 / 3))];
    private TestBucket _bucket = null!;
    private FaultProxy _proxy = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private S3Store Store => _bucket.Store("lake/", Options);

    private S3Options Options =>
        _bucket.Options with { Endpoint = _proxy.Endpoint, Attempts = 3, RequestTimeout = TimeSpan.FromSeconds(1), LeastBytesPerSecond = 2 << 20, PartBytes = 5 << 20 };

    public async ValueTask InitializeAsync()
    {
        _bucket = await TestBucket.CreateAsync();
        _proxy = new FaultProxy(_bucket.Endpoint);
    }

    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null)
            await _proxy.DisposeAsync();
        if (_bucket is not null)
            await _bucket.DisposeAsync();
    }

    public static TheoryData<string> Passing => ["500", "503", "silence", "refusal", "reset", "short", "slow", "lost"];

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task Fault_that_passes_is_not_seen(string fault)
    {
        var listed = (await Store.PutAsync("k", Bytes, default, Cancellation))!;
        DoTo(request => request.Path.EndsWith("/k", StringComparison.Ordinal), fault, times: 1);

        Assert.Equal(Bytes, Assert.NotNull(await Store.GetAsync("k", Cancellation)).Bytes);
        DoTo(request => request.Path.EndsWith("/k", StringComparison.Ordinal), fault, times: 1);
        byte[] range = new byte[150_000];
        Assert.Equal(range.Length, await Store.ReadAsync(listed, 20_000, range, Cancellation));
        Assert.Equal(Bytes[20_000..170_000], range);
        DoTo(request => request.Method == "GET", fault, times: 1);
        Assert.Equal(listed, Assert.Single(await TestBucket.ListAsync(Store, "")));
    }

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task Fault_that_stays_names_the_object_and_the_attempts(string fault)
    {
        var listed = (await Store.PutAsync("k", Bytes, default, Cancellation))!;
        DoTo(request => request.Path.EndsWith("/k", StringComparison.Ordinal), fault, times: int.MaxValue);

        var seen = await Assert.ThrowsAsync<LakeException>(async () => await Store.ReadAsync(listed, 0, new byte[Bytes.Length], Cancellation));

        Assert.Equal(FaultKind.Transient, seen.Kind);
        Assert.True(
            System.Text.RegularExpressions.Regex.IsMatch(seen.Message, $@"^cannot read s3://{_bucket.Name}/lake/k: .+, after [0-9]+ attempts\.$"), seen.Message);
    }

    [Theory]
    [InlineData(S3Encryption.None, null, null, null)]
    [InlineData(S3Encryption.Aes256, null, "AES256", null)]
    [InlineData(S3Encryption.Kms, "arn:aws:kms:eu-central-1:123456789012:key/k", "aws:kms", "arn:aws:kms:eu-central-1:123456789012:key/k")]
    public async Task Puts_and_uploads_ask_for_the_encryption_that_is_set(S3Encryption encryption, string? key, string? method, string? keyId)
    {
        // Servers of tests have no keys: what is asked for is seen on its way, and the answer is the proxy's.
        _proxy.Script = request => request.Path.Contains("/_tmp/", StringComparison.Ordinal)
            ? new Fault.Answer(200)
            : new Fault.Answer(400, "<Error><Code>KMS.DisabledException</Code></Error>");
        var store = _bucket.Store("lake/", Options with { Encryption = encryption, KmsKeyId = key });

        var refused = await Assert.ThrowsAsync<LakeException>(() => store.PutAsync("k", Bytes, default, Cancellation));
        await using (var upload = store.Upload("u", "me"))
        {
            await Assert.ThrowsAnyAsync<Exception>(async () =>
            {
                await upload.Content.WriteAsync(new byte[6 << 20], Cancellation);
                await upload.FinishAsync(Cancellation);
            });
        }

        Assert.Contains("the encryption key was refused (KMS.DisabledException); see s3.kmsKeyId", refused.Message, StringComparison.Ordinal);
        var sent = _proxy.Requests.Where(request => request.Method == "PUT" || request.Target.EndsWith("?uploads", StringComparison.Ordinal)).ToList();
        Assert.Contains(sent, request => request.Path.EndsWith("/k", StringComparison.Ordinal));
        Assert.Contains(sent, request => request.Path.EndsWith("/u", StringComparison.Ordinal));
        Assert.All(sent, request =>
        {
            Assert.Equal(method, request.Head.Find("x-amz-server-side-encryption"));
            Assert.Equal(keyId, request.Head.Find("x-amz-server-side-encryption-aws-kms-key-id"));
        });
    }

    [Fact]
    public async Task Connection_that_is_refused_names_the_object()
    {
        await Store.PutAsync("k", Bytes, default, Cancellation);
        _proxy.Refuse();
        var seen = await Assert.ThrowsAsync<LakeException>(() => Store.GetAsync("k", Cancellation));
        Assert.Equal(FaultKind.Transient, seen.Kind);
        Assert.StartsWith($"cannot read s3://{_bucket.Name}/lake/k: Connection refused", seen.Message, StringComparison.Ordinal);
        _proxy.Accept();
        Assert.Equal(Bytes, Assert.NotNull(await Store.GetAsync("k", Cancellation)).Bytes);
    }

    [Fact]
    public async Task Server_that_comes_back_while_a_request_is_tried_again_is_waited_for()
    {
        await Store.PutAsync("k", Bytes, default, Cancellation);
        var patient = _bucket.Store("lake/", Options with { Attempts = 6 });
        _proxy.Refuse();
        var reading = patient.GetAsync("k", Cancellation);
        await Task.Delay(300, Cancellation);
        _proxy.Accept();
        Assert.Equal(Bytes, Assert.NotNull(await reading).Bytes);
    }

    [Fact]
    public async Task Put_on_a_condition_whose_answer_is_lost_is_known_to_be_done()
    {
        DoTo(request => request.Method == "PUT", "lost", times: 1);
        Assert.NotNull(await Store.PutAsync("k", "mine"u8.ToArray(), new PutCondition(IfAbsent: true), Cancellation));
        Assert.Null(await Store.PutAsync("k", "yours"u8.ToArray(), new PutCondition(IfAbsent: true), Cancellation));
        var present = Assert.NotNull(await Store.GetAsync("k", Cancellation)).Object;
        DoTo(request => request.Method == "PUT", "lost", times: 1);
        Assert.NotNull(await Store.PutAsync("k", "mine again"u8.ToArray(), new PutCondition(IfETag: present.ETag), Cancellation));
        Assert.Equal("mine again"u8.ToArray(), Assert.NotNull(await Store.GetAsync("k", Cancellation)).Bytes);
    }

    [Theory]
    [InlineData("500")]
    [InlineData("503")]
    [InlineData("silence")]
    [InlineData("refusal")]
    [InlineData("lost")]
    public async Task Upload_in_parts_survives_what_passes(string fault)
    {
        byte[] large = Large();
        int count = 0;
        _proxy.Script = request => request.Method is "PUT" or "POST" && Interlocked.Increment(ref count) % 3 == 0 ? Of(fault) : null;

        await using (var upload = Store.Upload("big", "me"))
        {
            await upload.Content.WriteAsync(large, Cancellation);
            await upload.FinishAsync(Cancellation);
            var put = await upload.PublishAsync(Cancellation);
            _proxy.Script = _ => null;
            Assert.Equal(put, await Store.FindAsync("big", Cancellation));
        }

        Assert.Equal(large, Assert.NotNull(await Store.GetAsync("big", Cancellation)).Bytes);
        Assert.Empty(await _bucket.UnfinishedUploadsAsync());
        Assert.Equal(["lake/big"], await _bucket.KeysAsync());
    }

    [Fact]
    public async Task Upload_whose_completion_is_done_and_not_answered_is_known_by_its_object()
    {
        DoTo(request => request.Method == "POST" && request.Target.Contains("uploadId", StringComparison.Ordinal), "lost", times: 1);
        await using var upload = Store.Upload("big", "me");
        await upload.Content.WriteAsync(Large(), Cancellation);
        await upload.FinishAsync(Cancellation);
        var put = await upload.PublishAsync(Cancellation);
        Assert.Equal(put, await Store.FindAsync("big", Cancellation));
    }

    [Fact]
    public async Task Upload_that_fails_leaves_the_object_as_it_was_and_nothing_after_a_sweep()
    {
        await Store.PutAsync("big", "old"u8.ToArray(), default, Cancellation);
        await using (var upload = Store.Upload("big", "me"))
        {
            DoTo(request => request.Target.Contains("partNumber=2", StringComparison.Ordinal) || request.Method == "DELETE", "500", times: int.MaxValue);
            await upload.Content.WriteAsync(Large(), Cancellation);
            var seen = await Assert.ThrowsAsync<LakeException>(() => upload.FinishAsync(Cancellation));
            Assert.Equal(seen, upload.Fault);
            Assert.Equal($"cannot write s3://{_bucket.Name}/lake/big: the server said 500 InternalError, after 3 attempts.", seen.Message);
        }

        // A beginning that was slow to be answered may have been repeated: all of them are the owner's.
        Assert.Equal(["lake/big"], (await _bucket.UnfinishedUploadsAsync()).Distinct());
        _proxy.Script = _ => null;
        await Store.SweepAsync("another", Cancellation);
        Assert.NotEmpty(await _bucket.UnfinishedUploadsAsync());
        await Store.SweepAsync("me", Cancellation);
        Assert.Empty(await _bucket.UnfinishedUploadsAsync());
        Assert.Equal(["lake/big"], await _bucket.KeysAsync());
        Assert.Equal("old"u8.ToArray(), Assert.NotNull(await Store.GetAsync("big", Cancellation)).Bytes);
    }

    [Fact]
    public async Task Copy_on_this_machine_is_whole_or_not_there()
    {
        string scratch = Directory.CreateTempSubdirectory("fleetlake-").FullName;
        var store = _bucket.Store("lake/", Options with { ScratchFolder = scratch });
        var listed = (await store.PutAsync("k.parquet", Bytes, default, Cancellation))!;
        DoTo(request => request.Method == "GET", "reset", times: 1);
        string path;
        using (var copy = await store.LocalFileAsync(listed, Cancellation))
        {
            path = copy.Path;
            Assert.True(copy.IsCopy);
            Assert.Equal(Bytes, await File.ReadAllBytesAsync(copy.Path, Cancellation));
            await store.SweepAsync("anybody", Cancellation);
            Assert.True(File.Exists(path), "a sweep took a copy that is in use.");
        }

        Assert.Empty(Directory.EnumerateFiles(scratch, "*", SearchOption.AllDirectories));
        DoTo(request => request.Method == "GET", "500", times: int.MaxValue);
        await Assert.ThrowsAsync<LakeException>(() => store.LocalFileAsync(listed, Cancellation));
        Assert.Empty(Directory.EnumerateFiles(scratch, "*", SearchOption.AllDirectories));

        // As a process leaves it that is killed.
        await File.WriteAllTextAsync(path, "half", Cancellation);
        await File.WriteAllTextAsync($"{path}.lock", "", Cancellation);
        _proxy.Script = _ => null;
        await store.SweepAsync("anybody", Cancellation);
        Assert.Empty(Directory.EnumerateFiles(scratch, "*", SearchOption.AllDirectories));
        Directory.Delete(scratch, recursive: true);
    }

    private static byte[] Large()
    {
        byte[] bytes = new byte[12 << 20];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private void DoTo(Func<ProxiedRequest, bool> which, string fault, int times)
    {
        int left = times;
        _proxy.Script = request => which(request) && Interlocked.Decrement(ref left) >= 0 ? Of(fault) : null;
    }

    private static Fault Of(string fault) => fault switch
    {
        "500" => Fault.Answer.InternalError,
        "503" => Fault.Answer.SlowDown,
        "silence" => new Fault.Silence(),
        "refusal" => new Fault.Refusal(),
        "reset" => new Fault.ResetWithin(100),
        "short" => new Fault.WrongLength(50),
        "slow" => new Fault.SlowBody(100),
        _ => new Fault.LostAnswer(),
    };
}
