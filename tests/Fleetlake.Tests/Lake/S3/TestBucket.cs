using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Fleetlake.Lake.Stores;
using Fleetlake.Lake.Stores.S3;
using Xunit;

namespace Fleetlake.Tests.Lake.S3;

/// <summary>A bucket that goes with the test, on the server that <c>FLEETLAKE_TEST_S3</c> names.</summary>
internal sealed class TestBucket : IAsyncDisposable
{
    private TestBucket(Uri endpoint)
    {
        Endpoint = endpoint;
        Client = new AmazonS3Client(new AmazonS3Config
        {
            ServiceURL = endpoint.AbsoluteUri,
            AuthenticationRegion = "us-east-1",
            ForcePathStyle = true,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });
    }

    public Uri Endpoint { get; }

    public string Name { get; } = $"fleetlake-{Guid.NewGuid():n}";

    public AmazonS3Client Client { get; }

    public string Url => $"s3://{Name}";

    public S3Options Options => new() { Endpoint = Endpoint, Region = "us-east-1" };

    /// <summary>A new bucket; skips the test where there is no server.</summary>
    public static async Task<TestBucket> CreateAsync()
    {
        string? server = Environment.GetEnvironmentVariable("FLEETLAKE_TEST_S3");
        Assert.SkipWhen(
            string.IsNullOrEmpty(server),
            "Set FLEETLAKE_TEST_S3 to the URL of an S3 server, and AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, to run this; `docker compose -f compose.test.yaml up` starts one.");
        var bucket = new TestBucket(new Uri(server!));
        await bucket.Client.PutBucketAsync(bucket.Name);
        return bucket;
    }

    public S3Store Store(string prefix = "", S3Options? options = null) =>
        new(new Fleetlake.Lake.Stores.S3.S3Location(Name, prefix), options ?? Options);

    public static async Task<List<StoredObject>> ListAsync(IObjectStore store, params string[] prefixes)
    {
        var found = new List<StoredObject>();
        await foreach (var listed in store.ListAsync(prefixes, TestContext.Current.CancellationToken))
            found.Add(listed);
        found.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        return found;
    }

    /// <summary>Uploads of parts that have begun and not ended.</summary>
    public async Task<List<string>> UnfinishedUploadsAsync() =>
        [.. ((await Client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = Name })).MultipartUploads ?? []).Select(upload => upload.Key)];

    public void Put(string key, byte[] bytes) => Client.PutObjectAsync(new PutObjectRequest
    {
        BucketName = Name,
        Key = key,
        InputStream = new MemoryStream(bytes),
        UseChunkEncoding = false,
    }).GetAwaiter().GetResult();

    public void Remove(string key) => Client.DeleteObjectAsync(Name, key).GetAwaiter().GetResult();

    public async Task<byte[]> GetAsync(string key)
    {
        using var response = await Client.GetObjectAsync(Name, key);
        using var bytes = new MemoryStream();
        await response.ResponseStream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    /// <summary>Copies what begins with a prefix into a folder, by the rest of the keys behind the prefix's last slash.</summary>
    public async Task<string> DownloadAsync(string prefix, string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        foreach (string key in (await KeysAsync()).Where(key => key.StartsWith(prefix, StringComparison.Ordinal)))
        {
            string path = Path.Combine(folder, key[(prefix.LastIndexOf('/') + 1)..]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, await GetAsync(key));
        }

        return folder;
    }

    /// <summary>Every key of the bucket.</summary>
    public async Task<List<string>> KeysAsync()
    {
        var keys = new List<string>();
        var request = new ListObjectsV2Request { BucketName = Name };
        while (true)
        {
            var page = await Client.ListObjectsV2Async(request);
            keys.AddRange((page.S3Objects ?? []).Select(found => found.Key));
            if (page.IsTruncated != true)
                return keys;
            request.ContinuationToken = page.NextContinuationToken;
        }
    }

    public async ValueTask DisposeAsync()
    {
        var unfinished = await Client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = Name });
        foreach (var upload in unfinished.MultipartUploads ?? [])
            await Client.AbortMultipartUploadAsync(Name, upload.Key, upload.UploadId);
        foreach (string[] keys in (await KeysAsync()).Chunk(1000))
            await Client.DeleteObjectsAsync(new DeleteObjectsRequest { BucketName = Name, Objects = [.. keys.Select(key => new KeyVersion { Key = key })], Quiet = true });
        await Client.DeleteBucketAsync(Name);
        Client.Dispose();
    }
}
