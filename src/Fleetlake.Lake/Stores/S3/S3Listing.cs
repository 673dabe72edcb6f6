using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Amazon.S3.Model;

namespace Fleetlake.Lake.Stores.S3;

/// <summary>Lists prefixes, all at once and the long ones in ranges at once, a page a request.</summary>
internal sealed class S3Listing(S3Connection connection)
{
    private const int PagesAhead = 64;

    public async IAsyncEnumerable<StoredObject> ListAsync(
        IReadOnlyList<string> prefixes, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var pages = Channel.CreateBounded<List<StoredObject>>(PagesAhead);
        var listing = CompleteAsync(pages.Writer, Task.WhenAll(WithoutCovered(prefixes).Select(prefix => ListAsync(prefix, pages.Writer, stop.Token))));
        try
        {
            await foreach (var page in pages.Reader.ReadAllAsync(cancellation))
            {
                foreach (var found in page)
                    yield return found;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await listing;
        }
    }

    /// <summary>Any object below the location, to see whether it may be listed.</summary>
    public Task TryAsync(CancellationToken cancellation) => SendAsync(new ListObjectsV2Request { MaxKeys = 1 }, "", cancellation);

    // A prefix of another prefix lists what that one lists.
    private static IEnumerable<string> WithoutCovered(IReadOnlyList<string> prefixes) =>
        prefixes.Distinct(StringComparer.Ordinal).Where(prefix => !prefixes.Any(other =>
            other.Length < prefix.Length && prefix.StartsWith(other, StringComparison.Ordinal)));

    private static async Task CompleteAsync(ChannelWriter<List<StoredObject>> pages, Task listing)
    {
        try
        {
            await listing;
            pages.Complete();
        }
        catch (Exception fault)
        {
            pages.Complete(fault);
        }
    }

    private async Task ListAsync(string prefix, ChannelWriter<List<StoredObject>> pages, CancellationToken cancellation)
    {
        var first = await SendAsync(new ListObjectsV2Request(), prefix, cancellation);
        await GiveAsync(first, KeyRange.All, pages, cancellation);
        if (first.IsTruncated != true)
            return;
        string last = first.S3Objects[^1].Key;
        string whole = connection.Location.Prefix + prefix;
        var ranges = KeyRanges.AreHours(whole, last) ? KeyRanges.Behind(whole, last) : [new KeyRange(last)];
        await Task.WhenAll(ranges.Select(range => ListRangeAsync(prefix, range, pages, cancellation)));
    }

    private async Task ListRangeAsync(
        string prefix, KeyRange range, ChannelWriter<List<StoredObject>> pages, CancellationToken cancellation)
    {
        var request = new ListObjectsV2Request { StartAfter = range.After };
        while (true)
        {
            var page = await SendAsync(request, prefix, cancellation);
            bool isEnd = await GiveAsync(page, range, pages, cancellation);
            if (isEnd || page.IsTruncated != true)
                return;
            request = new ListObjectsV2Request { ContinuationToken = page.NextContinuationToken };
        }
    }

    private async Task<bool> GiveAsync(
        ListObjectsV2Response page, KeyRange range, ChannelWriter<List<StoredObject>> pages, CancellationToken cancellation)
    {
        int root = connection.Location.Prefix.Length;
        var listed = page.S3Objects ?? [];
        await pages.WriteAsync(
            [
                .. listed.Where(each => range.Holds(each.Key) && !each.Key.AsSpan(root).StartsWith(S3Keys.TemporaryPrefix, StringComparison.Ordinal))
                    .Select(each => new StoredObject(each.Key[root..], each.Size ?? 0, S3Keys.ETagOf(each.ETag))),
            ],
            cancellation);
        return listed.Count > 0 && range.IsBehind(listed[^1].Key);
    }

    private Task<ListObjectsV2Response> SendAsync(ListObjectsV2Request request, string prefix, CancellationToken cancellation)
    {
        request.BucketName = connection.Location.Bucket;
        request.Prefix = connection.Location.Prefix + prefix;
        return connection.SendAsync(S3Action.List, prefix, (client, _, token) => client.ListObjectsV2Async(request, token), cancellation);
    }
}
