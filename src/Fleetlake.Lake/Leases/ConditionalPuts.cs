using Fleetlake.Lake.Stores;

namespace Fleetlake.Lake.Leases;

/// <summary>Finds out whether a server honours the conditions of puts: with one that ignores them two would hold one lease.</summary>
internal sealed class ConditionalPuts(IObjectStore store)
{
    /// <summary>Where leases lie, beside the state of the lake.</summary>
    public const string Folder = "_leases/";

    private volatile bool _isHonoured;

    /// <summary>Looks once.</summary>
    /// <exception cref="LakeException">They are ignored or not known.</exception>
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
            var first = await store.PutAsync(key, "first"u8.ToArray(), new PutCondition(IfAbsent: true), cancellation);
            return first is not null
                && await store.PutAsync(key, "second"u8.ToArray(), new PutCondition(IfAbsent: true), cancellation) is null
                && await store.PutAsync(key, "third"u8.ToArray(), new PutCondition(IfETag: "00000000000000000000000000000000"), cancellation) is null
                && await store.PutAsync(key, "fourth"u8.ToArray(), new PutCondition(IfETag: first.ETag), cancellation) is not null;
        }
        catch (LakeException fault) when (fault.Kind == FaultKind.Failed)
        {
            // A server that does not know a header may say so (501) in place of ignoring it.
            return false;
        }
        finally
        {
            await store.DeleteAsync(key, CancellationToken.None);
        }
    }
}
