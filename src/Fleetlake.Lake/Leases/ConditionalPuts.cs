using Fleetlake.Lake.Stores;

namespace Fleetlake.Lake.Leases;

/// <summary>Finds out whether a server honours the conditions of puts: with one that ignores them two would hold one lease.</summary>
internal sealed class ConditionalPuts(IObjectStore store)
{
    /// <summary>Where leases lie, beside the state of the lake.</summary>
    public const string Folder = "_leases/";

    private volatile bool _isHonoured;

    /// <summary>Looks once.</summary>
    /// <exception cref="LakeException">They are ignored or not known, or there is no putting at all: then as the store tells it.</exception>
    public async Task EnsureHonouredAsync(CancellationToken cancellation)
    {
        if (!_isHonoured && !await AreHonouredAsync(cancellation))
        {
            throw new LakeException(
                FaultKind.Caller,
                $"{store.Describe()}: the server does not honour If-None-Match and If-Match of a put, so that it cannot keep two runs apart. Set lake.singleWriter to true where only one process at a time ever runs on this lake.");
        }

        _isHonoured = true;
    }

    private async Task<bool> AreHonouredAsync(CancellationToken cancellation)
    {
        string key = $"{Folder}_probe/{Guid.NewGuid():n}";
        try
        {
            // Without a body: some servers leave that of a refused put for the next request to stumble over.
            return await store.PutAsync(key, default, new PutCondition(IfAbsent: true), cancellation) is { } first
                && await AreHonouredAsync(key, first.ETag, cancellation);
        }
        catch (UnknownRequestException)
        {
            // It may be another part of the put that is not known, such as its encryption: then this one says so.
            await store.PutAsync(key, default, default, cancellation);
            await DeleteAsync(key, isTold: false);
            return false;
        }
    }

    private async Task<bool> AreHonouredAsync(string key, string etag, CancellationToken cancellation)
    {
        bool areHonoured = false;
        try
        {
            areHonoured = await store.PutAsync(key, "second"u8.ToArray(), new PutCondition(IfAbsent: true), cancellation) is null
                && await store.PutAsync(key, "third"u8.ToArray(), new PutCondition(IfETag: "00000000000000000000000000000000"), cancellation) is null
                && await store.PutAsync(key, "fourth"u8.ToArray(), new PutCondition(IfETag: etag), cancellation) is not null;
        }
        finally
        {
            await DeleteAsync(key, isTold: areHonoured);
        }

        return areHonoured;
    }

    // What went wrong before is worth more than that it could not be tidied up.
    private async Task DeleteAsync(string key, bool isTold)
    {
        try
        {
            await store.DeleteAsync(key, CancellationToken.None);
        }
        catch (LakeException) when (!isTold)
        {
        }
    }
}
