using Fleetlake.Lake.Stores;

namespace Fleetlake.Lake.Leases;

/// <summary>
/// Leases that are objects, made and changed by conditional puts: of two who ask at once one gets it. A holder renews its lease;
/// one that is not renewed in time may be taken over. Times are the server's, so that no machine's clock matters.
/// </summary>
/// <param name="store">Where the leases lie.</param>
/// <param name="serverNow">The server's time as its last answer told it.</param>
/// <param name="timing">How long leases hold.</param>
internal sealed class ObjectLeases(IObjectStore store, Func<DateTimeOffset> serverNow, LeaseTiming timing) : ILeases
{
    private readonly ConditionalPuts _puts = new(store);

    /// <inheritdoc/>
    public async Task<ILease> AcquireAsync(string name, TimeSpan wait, CancellationToken cancellation)
    {
        await _puts.EnsureHonouredAsync(cancellation);
        string key = $"{ConditionalPuts.Folder}{name}.json";
        long started = timing.Time.GetTimestamp();
        while (true)
        {
            var found = await store.GetAsync(key, cancellation);
            var present = found is { } lease ? LeaseText.Parse(lease.Bytes) : null;
            if (!IsHeld(present) && await TryTakeAsync(name, key, found?.Object, cancellation) is { } taken)
                return taken;
            if (timing.Time.GetElapsedTime(started) >= wait)
                throw Held(name, present, wait);
            await Task.Delay(timing.AskEvery, timing.Time, cancellation);
        }
    }

    private bool IsHeld(LeaseText? present) => present?.Until is { } until && serverNow() < until + timing.Slack;

    private async Task<ILease?> TryTakeAsync(string name, string key, StoredObject? present, CancellationToken cancellation)
    {
        var self = LeaseHolder.Current;
        var now = serverNow();
        var text = new LeaseText(Guid.NewGuid().ToString("n"), self.Host, self.ProcessId, now, now + timing.Validity);
        var condition = present is null ? new PutCondition(IfAbsent: true) : new PutCondition(IfETag: present.ETag);
        return await store.PutAsync(key, text.ToBytes(), condition, cancellation) is { } put
            ? new ObjectLease(store, serverNow, timing, name, text, put)
            : null;
    }

    private static LakeException Held(string name, LeaseText? present, TimeSpan wait) => new(
        FaultKind.Held,
        $"the lease on {name} is held by {present?.Holder.ToString() ?? "another process"}; waited {wait.TotalSeconds:0} s for it.");
}
