using Fleetlake.Lake.Stores;

namespace Fleetlake.Lake.Leases;

/// <summary>A lease that this process holds: renewed while it is held, and seen to be lost at the latest when it is asked for.</summary>
internal sealed class ObjectLease : ILease
{
    private readonly IObjectStore _store;
    private readonly Func<DateTimeOffset> _serverNow;
    private readonly LeaseTiming _timing;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _renewing;
    private LeaseText _text;
    private StoredObject _object;
    private bool _isLost;

    public ObjectLease(
        IObjectStore store, Func<DateTimeOffset> serverNow, LeaseTiming timing, string name, LeaseText text, StoredObject taken)
    {
        (_store, _serverNow, _timing, Name, _text, _object) = (store, serverNow, timing, name, text, taken);
        _renewing = RenewAsync();
    }

    public string Name { get; }

    // A renewal is a put on condition that nobody else has put: it looks and prolongs in one request.
    public async Task EnsureHeldAsync(CancellationToken cancellation)
    {
        if (!await PutAsync(_serverNow() + _timing.Validity, cancellation))
            throw await LostAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _renewing;
        try
        {
            await PutAsync(until: null, CancellationToken.None);
        }
        catch (LakeException)
        {
            // Nobody renews it any more: another may take it when its time is over.
        }

        _stop.Dispose();
        _turn.Dispose();
    }

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(_timing.RenewEvery, _timing.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
                await TryRenewAsync();
        }
        catch (OperationCanceledException)
        {
            // It is let go.
        }
    }

    private async Task TryRenewAsync()
    {
        try
        {
            await PutAsync(_serverNow() + _timing.Validity, _stop.Token);
        }
        catch (LakeException)
        {
            // The next one may succeed; whether it is still held is asked right before each put.
        }
    }

    private async Task<bool> PutAsync(DateTimeOffset? until, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            if (_isLost)
                return false;
            var text = _text with { Until = until };
            do
            {
                if (await _store.PutAsync($"{ConditionalPuts.Folder}{Name}.json", text.ToBytes(), new PutCondition(IfETag: _object.ETag), cancellation) is { } put)
                {
                    (_text, _object) = (text, put);
                    return true;
                }

                if (!await IsOwnAsync(cancellation))
                    return false;
            }
            while (_text != text);
            return true;
        }
        finally
        {
            _turn.Release();
        }
    }

    // A put whose answer was lost, or that was cancelled on its way, may have been done all the same: then what lies there has our
    // token. If it is an earlier one than the one that was asked for, that one is put again.
    private async Task<bool> IsOwnAsync(CancellationToken cancellation)
    {
        var found = await _store.GetAsync($"{ConditionalPuts.Folder}{Name}.json", cancellation);
        if (found is { } present && LeaseText.Parse(present.Bytes) is { } text && text.Token == _text.Token)
        {
            (_text, _object) = (text, present.Object);
            return true;
        }

        _isLost = true;
        return false;
    }

    private async Task<LakeException> LostAsync(CancellationToken cancellation)
    {
        var found = await _store.GetAsync($"{ConditionalPuts.Folder}{Name}.json", cancellation);
        string holder = found is { } present ? LeaseText.Parse(present.Bytes)?.Holder.ToString() ?? "nobody" : "nobody";
        return new LakeException(
            FaultKind.Held, $"the lease on {Name} was not renewed in time and is held by {holder} now; what this run was about to put is not put.");
    }
}
