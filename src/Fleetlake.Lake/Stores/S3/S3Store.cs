using Amazon.S3;
using Amazon.S3.Model;

namespace Fleetlake.Lake.Stores.S3;

/// <summary>
/// A bucket, or what lies below a prefix of it, as an object store. To be a source it needs no more than to list and to get.
/// </summary>
internal sealed class S3Store : IObjectStore
{
    private readonly S3Connection _connection;
    private readonly S3Listing _listing;
    private readonly S3Puts _puts;
    private readonly S3Sweep _sweep;
    private readonly LocalCopies _copies;

    /// <summary>A store at a location. Nothing is asked of the server yet.</summary>
    public S3Store(S3Location location, S3Options options, TimeProvider? time = null)
    {
        _connection = new S3Connection(location, options, time ?? TimeProvider.System);
        _listing = new S3Listing(_connection);
        _puts = new S3Puts(_connection);
        _sweep = new S3Sweep(_connection, this);
        _copies = new LocalCopies(options.ScratchFolder ?? UserScratch.Folder);
    }

    /// <summary>The server's time as its last answer told it.</summary>
    public ServerClock Clock => _connection.Clock;

    /// <inheritdoc/>
    public bool IsRemote => true;

    /// <inheritdoc/>
    public string Describe(string key = "") => _connection.Location.Describe(key);

    /// <inheritdoc/>
    public Task EnsureReadableAsync(CancellationToken cancellation) => _listing.TryAsync(cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredObject> ListAsync(IReadOnlyList<string> prefixes, CancellationToken cancellation) =>
        _listing.ListAsync(prefixes, cancellation);

    /// <inheritdoc/>
    public Task<StoredObject?> FindAsync(string key, CancellationToken cancellation) =>
        _connection.SendAsync(S3Action.Read, key, (client, _, token) => FindAsync(client, key, token), cancellation);

    /// <inheritdoc/>
    public async ValueTask<int> ReadAsync(StoredObject listed, long offset, Memory<byte> destination, CancellationToken cancellation)
    {
        if (destination.Length == 0 || offset >= listed.Size)
        {
            await EnsureUnchangedAsync(listed, cancellation);
            return 0;
        }

        return await _connection.SendAsync(
            S3Action.Read, listed.Key, (client, _, token) => S3Body.ReadRangeAsync(client, _connection, listed, offset, destination, token), cancellation);
    }

    /// <inheritdoc/>
    public Task<(StoredObject Object, byte[] Bytes)?> GetAsync(string key, CancellationToken cancellation) =>
        _connection.SendAsync<(StoredObject Object, byte[] Bytes)?>(
            S3Action.Read, key,
            async (client, _, token) =>
            {
                try
                {
                    return await S3Body.ReadAllAsync(client, _connection, key, token);
                }
                catch (AmazonS3Exception fault) when (S3Faults.IsMissing(fault))
                {
                    return null;
                }
            },
            cancellation);

    /// <inheritdoc/>
    public Task<StoredObject?> PutAsync(
        string key, ReadOnlyMemory<byte> bytes, PutCondition condition, CancellationToken cancellation) =>
        _puts.PutAsync(key, bytes, condition, cancellation);

    /// <inheritdoc/>
    public ObjectUpload Upload(string key, string owner) => new S3Upload(_connection, _puts, _sweep, key, owner);

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancellation)
    {
        var request = new DeleteObjectRequest { BucketName = _connection.Location.Bucket, Key = _connection.Location.KeyOf(key) };
        return _connection.SendAsync(
            S3Action.Delete, key,
            async (client, _, token) =>
            {
                try
                {
                    return await client.DeleteObjectAsync(request, token);
                }
                catch (AmazonS3Exception fault) when (S3Faults.IsMissing(fault))
                {
                    return null;
                }
            },
            cancellation);
    }

    /// <inheritdoc/>
    public Stream OpenRead(StoredObject listed)
    {
        _connection.Location.KeyOf(listed.Key);
        return new S3ReadStream(this, listed);
    }

    /// <inheritdoc/>
    public Task<LocalFile> LocalFileAsync(StoredObject listed, CancellationToken cancellation) =>
        _copies.CopyAsync(this, listed, cancellation);

    /// <inheritdoc/>
    public async Task SweepAsync(string owner, CancellationToken cancellation)
    {
        _copies.Sweep();
        await _sweep.SweepAsync(owner, cancellation);
    }

    private async Task EnsureUnchangedAsync(StoredObject listed, CancellationToken cancellation)
    {
        if (await FindAsync(listed.Key, cancellation) is not { } found)
            throw new ObjectChangedException($"{Describe(listed.Key)} was listed and is gone.");
        if (found != listed)
        {
            throw new ObjectChangedException(
                $"{Describe(listed.Key)} changed while it was read: found {found.Size} bytes, expected {listed.Size} as listed.");
        }
    }

    private async Task<StoredObject?> FindAsync(IAmazonS3 client, string key, CancellationToken cancellation)
    {
        var (bucket, name) = (_connection.Location.Bucket, _connection.Location.KeyOf(key));
        try
        {
            var head = await client.GetObjectMetadataAsync(bucket, name, cancellation);
            return new StoredObject(key, head.ContentLength, S3Keys.ETagOf(head.ETag));
        }
        catch (AmazonS3Exception fault) when (S3Faults.IsMissing(fault))
        {
            return null;
        }
        catch (AmazonS3Exception fault) when (S3Faults.IsMute(fault))
        {
            // A get is refused for the same reason and says it.
            using var found = await client.GetObjectAsync(bucket, name, cancellation);
            return new StoredObject(key, found.ContentLength, S3Keys.ETagOf(found.ETag));
        }
    }
}
