using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Fleetlake.Lake.Stores.S3;

/// <summary>Reads bodies whole or not at all.</summary>
internal static class S3Body
{
    /// <summary>Reads a range of an object that was listed.</summary>
    /// <exception cref="TornBodyException">Fewer or more bytes came, or too slowly.</exception>
    /// <exception cref="ObjectChangedException">It is not the listed object any more.</exception>
    public static async Task<int> ReadRangeAsync(
        IAmazonS3 client, S3Connection connection, StoredObject listed, long offset, Memory<byte> destination, CancellationToken cancellation)
    {
        int wanted = (int)Math.Min(destination.Length, listed.Size - offset);
        var request = Request(connection, listed.Key);
        request.EtagToMatch = S3Keys.Quote(listed.ETag);
        if (wanted < listed.Size)
            request.ByteRange = new ByteRange(offset, offset + wanted - 1);
        var response = await client.GetObjectAsync(request, cancellation);
        return await TakeAsync(response, connection, async patience =>
        {
            EnsureListed(connection, listed, response, wanted);
            await ReadAsync(response, destination[..wanted], patience);
            return wanted;
        }, cancellation);
    }

    /// <summary>Reads all of an object, whatever it is now.</summary>
    /// <exception cref="TornBodyException">Fewer or more bytes came, or too slowly.</exception>
    public static async Task<(StoredObject Object, byte[] Bytes)> ReadAllAsync(
        IAmazonS3 client, S3Connection connection, string key, CancellationToken cancellation)
    {
        var response = await client.GetObjectAsync(Request(connection, key), cancellation);
        return await TakeAsync(response, connection, async patience =>
        {
            byte[] bytes = new byte[response.ContentLength];
            await ReadAsync(response, bytes, patience);
            return (new StoredObject(key, bytes.Length, S3Keys.ETagOf(response.ETag)), bytes);
        }, cancellation);
    }

    private static GetObjectRequest Request(S3Connection connection, string key) =>
        new() { BucketName = connection.Location.Bucket, Key = connection.Location.KeyOf(key) };

    // The SDK compares what it can when the answer is disposed of: that is part of reading it.
    private static async Task<T> TakeAsync<T>(
        GetObjectResponse response, S3Connection connection, Func<CancellationToken, Task<T>> read, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(connection.Options.TimeoutOf(response.ContentLength));
        try
        {
            using (response)
                return await read(patience.Token);
        }
        catch (OperationCanceledException fault) when (!cancellation.IsCancellationRequested)
        {
            throw new TornBodyException("the body did not come in time", fault);
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException or AmazonClientException)
        {
            throw new TornBodyException($"the body broke off ({fault.GetBaseException().Message.TrimEnd('.')})", fault);
        }
    }

    // A server that does not know If-Match answers all the same; so its answer is looked at.
    private static void EnsureListed(S3Connection connection, StoredObject listed, GetObjectResponse response, int wanted)
    {
        long size = response.HttpStatusCode == HttpStatusCode.PartialContent && response.ContentRange is { } range
            ? long.Parse(range[(range.LastIndexOf('/') + 1)..], System.Globalization.CultureInfo.InvariantCulture)
            : response.ContentLength;
        bool isPart = wanted < listed.Size;
        if (S3Keys.ETagOf(response.ETag) != listed.ETag || (isPart && size != listed.Size))
        {
            throw new ObjectChangedException(
                $"{connection.Location.Describe(listed.Key)} changed while it was read: found {size} bytes, expected {listed.Size} as listed.");
        }

        if (response.ContentLength != wanted)
            throw new TornBodyException($"an answer of {response.ContentLength} bytes, expected {wanted}");
    }

    private static async Task ReadAsync(GetObjectResponse response, Memory<byte> destination, CancellationToken patience)
    {
        int read = await response.ResponseStream.ReadAtLeastAsync(destination, destination.Length, throwOnEndOfStream: false, patience);
        if (read < destination.Length)
            throw new TornBodyException($"the body ended after {read} bytes, expected {destination.Length}");
    }
}
