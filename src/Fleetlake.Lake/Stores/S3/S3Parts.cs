using Amazon.S3;
using Amazon.S3.Model;

namespace Fleetlake.Lake.Stores.S3;

/// <summary>The parts of one multipart upload: a few at once on their way, so that memory stays bounded.</summary>
internal sealed class S3Parts(S3Connection connection, S3Sweep sweep, string key, string owner)
{
    private const int AtOnce = 2;
    private const int PartsBeforeGrowth = 1000;

    // Says of an object whose upload it was: where the answer to the completion was lost, the object itself tells.
    private const string UploadMark = "x-amz-meta-fleetlake-upload";
    private readonly string _unique = Guid.NewGuid().ToString("n");
    private readonly Queue<Task<PartETag>> _sending = new();
    private readonly List<PartETag> _sent = [];
    private string? _mark;

    // Where the answer to a beginning was lost, there is an upload that nobody knows the id of.
    private bool _wasSentAgain;
    private string? _uploadId;
    private int _parts;

    /// <summary>True when there are parts.</summary>
    public bool HasBegun => _uploadId is not null;

    /// <summary>The bytes of the next part: an upload has at most 10,000, so later ones are larger.</summary>
    public long NextBytes => (long)connection.Options.PartBytes * (1 + (_parts / PartsBeforeGrowth));

    /// <summary>Sends a part, once there is room for it.</summary>
    public async Task SendAsync(byte[] buffer, int length, CancellationToken cancellation)
    {
        if (!HasBegun)
            await BeginAsync(cancellation);
        while (_sending.Count >= AtOnce)
            _sent.Add(await _sending.Dequeue());
        _sending.Enqueue(SendAsync(buffer, length, ++_parts, cancellation));
    }

    /// <summary>Waits for the parts that are on their way.</summary>
    public async Task WaitAsync()
    {
        while (_sending.TryDequeue(out var sending))
            _sent.Add(await sending);
    }

    /// <summary>Makes the object of its parts.</summary>
    public async Task<StoredObject> CompleteAsync(long size, CancellationToken cancellation)
    {
        string etag = await connection.SendAsync(S3Action.Write, key, CompleteAsync, cancellation);
        string mark = _mark!;
        (_uploadId, _mark) = (null, null);
        if (_wasSentAgain)
            await sweep.AbortAllAsync(key, cancellation);
        await sweep.UnmarkAsync(mark, cancellation);
        return new StoredObject(key, size, etag);
    }

    /// <summary>Aborts what has begun, as well as can be; what is left is swept by the owner's next run.</summary>
    public async Task AbandonAsync()
    {
        await Task.WhenAll(_sending).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        _sending.Clear();
        if (_mark is null)
            return;
        try
        {
            if (_uploadId is not null)
                await sweep.AbortAsync(key, _uploadId, CancellationToken.None);
            await sweep.UnmarkAsync(_mark, CancellationToken.None);
        }
        catch (LakeException)
        {
            // Whatever ended the upload has been told; its mark is still there.
        }
    }

    private async Task BeginAsync(CancellationToken cancellation)
    {
        _mark = await sweep.MarkAsync(key, owner, cancellation);
        var request = new InitiateMultipartUploadRequest { BucketName = connection.Location.Bucket, Key = connection.Location.KeyOf(key) };
        request.Metadata[UploadMark] = _unique;
        (request.ServerSideEncryptionMethod, request.ServerSideEncryptionKeyManagementServiceKeyId) = S3Puts.EncryptionOf(connection.Options);
        var begun = await connection.SendAsync(
            S3Action.Write, key,
            async (client, attempts, token) =>
            {
                var answer = await client.InitiateMultipartUploadAsync(request, token);
                _wasSentAgain = attempts.Count > 1;
                return answer;
            },
            cancellation);
        _uploadId = begun.UploadId;
    }

    private Task<PartETag> SendAsync(byte[] buffer, int length, int number, CancellationToken cancellation) => connection.SendAsync(
        S3Action.Write, key,
        async (client, _, token) =>
        {
            var request = new UploadPartRequest
            {
                BucketName = connection.Location.Bucket,
                Key = connection.Location.KeyOf(key),
                UploadId = _uploadId,
                PartNumber = number,
                InputStream = new MemoryStream(buffer, 0, length, writable: false),
                PartSize = length,
                UseChunkEncoding = !connection.IsElsewhere,
            };
            return new PartETag(await client.UploadPartAsync(request, token));
        },
        cancellation);

    private async Task<string> CompleteAsync(IAmazonS3 client, S3Attempts attempts, CancellationToken cancellation)
    {
        var (bucket, name) = (connection.Location.Bucket, connection.Location.KeyOf(key));
        var request = new CompleteMultipartUploadRequest { BucketName = bucket, Key = name, UploadId = _uploadId, PartETags = _sent };
        try
        {
            var completed = await client.CompleteMultipartUploadAsync(request, cancellation);
            _wasSentAgain |= attempts.Count > 1;
            if (!string.IsNullOrEmpty(completed.ETag))
                return S3Keys.ETagOf(completed.ETag);
        }
        catch (AmazonS3Exception fault) when (fault.ErrorCode == "NoSuchUpload" && attempts.Count > 1)
        {
            var own = await client.GetObjectMetadataAsync(bucket, name, cancellation);
            if (own.Metadata[UploadMark] != _unique)
                throw;
            _wasSentAgain = true;
        }

        // Some servers do not say what they have made.
        return S3Keys.ETagOf((await client.GetObjectMetadataAsync(bucket, name, cancellation)).ETag);
    }
}
