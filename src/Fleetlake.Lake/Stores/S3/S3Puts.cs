using Amazon.S3;
using Amazon.S3.Model;

namespace Fleetlake.Lake.Stores.S3;

/// <summary>Puts objects in one request each.</summary>
internal sealed class S3Puts(S3Connection connection)
{
    /// <summary>Puts an object, or gives null when the condition does not hold.</summary>
    public Task<StoredObject?> PutAsync(
        string key, ReadOnlyMemory<byte> bytes, PutCondition condition, CancellationToken cancellation) =>
        connection.SendAsync(
            S3Action.Write, key, (client, attempts, token) => PutAsync(client, attempts, key, bytes, condition, token), cancellation);

    /// <summary>How objects are encrypted, as a request has it.</summary>
    public static (ServerSideEncryptionMethod? Method, string? KeyId) EncryptionOf(S3Options options) => options.Encryption switch
    {
        S3Encryption.Aes256 => (ServerSideEncryptionMethod.AES256, null),
        S3Encryption.Kms => (ServerSideEncryptionMethod.AWSKMS, options.KmsKeyId),
        _ => (null, null),
    };

    private async Task<StoredObject?> PutAsync(
        IAmazonS3 client, S3Attempts attempts, string key, ReadOnlyMemory<byte> bytes, PutCondition condition, CancellationToken cancellation)
    {
        int before = attempts.Count;
        try
        {
            var put = await client.PutObjectAsync(Request(key, bytes, condition), cancellation);
            return new StoredObject(key, bytes.Length, S3Keys.ETagOf(put.ETag));
        }
        catch (AmazonS3Exception fault) when (condition != default && S3Faults.IsConflict(fault))
        {
            throw new TornBodyException("another put of the same object was under way", fault);
        }
        catch (AmazonS3Exception fault) when (condition != default && (S3Faults.IsConditionFailed(fault) || S3Faults.IsMissing(fault)))
        {
            // Where an answer was lost, what the put met when it was sent again may be what it had put itself.
            return attempts.Count - before > 1 ? await FindOwnAsync(client, key, bytes, cancellation) : null;
        }
    }

    private async Task<StoredObject?> FindOwnAsync(IAmazonS3 client, string key, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        try
        {
            var (found, present) = await S3Body.ReadAllAsync(client, connection, key, cancellation);
            return present.AsSpan().SequenceEqual(bytes.Span) ? found : null;
        }
        catch (AmazonS3Exception fault) when (S3Faults.IsMissing(fault))
        {
            return null;
        }
    }

    private PutObjectRequest Request(string key, ReadOnlyMemory<byte> bytes, PutCondition condition)
    {
        var request = new PutObjectRequest
        {
            BucketName = connection.Location.Bucket,
            Key = connection.Location.KeyOf(key),
            InputStream = StreamOf(bytes),

            // Other servers know the body by its length and its digest, and not all of them the SDK's signed chunks.
            UseChunkEncoding = !connection.IsElsewhere,
            IfNoneMatch = condition.IfAbsent ? "*" : null,

            // Without quotation marks, as AWS documents it for puts: some servers compare the text as it comes.
            IfMatch = condition.IfETag,
        };
        (request.ServerSideEncryptionMethod, request.ServerSideEncryptionKeyManagementServiceKeyId) = EncryptionOf(connection.Options);
        return request;
    }

    private static MemoryStream StreamOf(ReadOnlyMemory<byte> bytes) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(bytes, out var array)
            ? new MemoryStream(array.Array ?? [], array.Offset, array.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);
}
