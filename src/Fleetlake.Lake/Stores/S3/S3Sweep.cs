using System.Text;
using Amazon.S3.Model;

namespace Fleetlake.Lake.Stores.S3;

/// <summary>
/// Knows whose unfinished multipart uploads are: before one begins, its owner leaves a mark below <c>_tmp/</c> with the object's
/// key. Whoever holds the owner's lease may abort what was begun for that key, for nobody else puts it.
/// </summary>
internal sealed class S3Sweep(S3Connection connection, IObjectStore store)
{
    /// <summary>Leaves the mark of an upload that is about to begin.</summary>
    public async Task<string> MarkAsync(string key, string owner, CancellationToken cancellation)
    {
        string mark = $"{PrefixOf(owner)}{Guid.NewGuid():n}";
        await store.PutAsync(mark, Encoding.UTF8.GetBytes(key), default, cancellation);
        return mark;
    }

    /// <summary>Takes the mark of an upload back that has ended.</summary>
    public Task UnmarkAsync(string mark, CancellationToken cancellation) => store.DeleteAsync(mark, cancellation);

    /// <summary>Aborts the uploads that an owner has marked and not ended.</summary>
    public async Task SweepAsync(string owner, CancellationToken cancellation)
    {
        foreach (string mark in await MarksAsync(owner, cancellation))
        {
            if (await store.GetAsync(mark, cancellation) is { } found)
                await AbortAllAsync(Encoding.UTF8.GetString(found.Bytes), cancellation);
            await UnmarkAsync(mark, cancellation);
        }
    }

    public Task AbortAsync(string key, string uploadId, CancellationToken cancellation) => connection.SendAsync(
        S3Action.Abort, key,
        (client, _, token) => client.AbortMultipartUploadAsync(connection.Location.Bucket, connection.Location.KeyOf(key), uploadId, token),
        cancellation);

    /// <summary>Aborts every upload that was begun for a key and not ended.</summary>
    public async Task AbortAllAsync(string key, CancellationToken cancellation)
    {
        string whole = connection.Location.KeyOf(key);
        var request = new ListMultipartUploadsRequest { BucketName = connection.Location.Bucket, Prefix = whole };
        var uploads = await connection.SendAsync(
            S3Action.ListUploads, key, (client, _, token) => client.ListMultipartUploadsAsync(request, token), cancellation);
        foreach (var upload in (uploads.MultipartUploads ?? []).Where(upload => upload.Key == whole))
            await AbortAsync(key, upload.UploadId, cancellation);
    }

    private static string PrefixOf(string owner) => $"{S3Keys.TemporaryPrefix}{owner}/";

    private async Task<List<string>> MarksAsync(string owner, CancellationToken cancellation)
    {
        var request = new ListObjectsV2Request { BucketName = connection.Location.Bucket, Prefix = connection.Location.Prefix + PrefixOf(owner) };
        var marks = await connection.SendAsync(
            S3Action.List, PrefixOf(owner), (client, _, token) => client.ListObjectsV2Async(request, token), cancellation);
        return [.. (marks.S3Objects ?? []).Select(mark => mark.Key[connection.Location.Prefix.Length..])];
    }
}
