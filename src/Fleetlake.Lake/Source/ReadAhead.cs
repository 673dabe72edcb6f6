using Fleetlake.Lake.Stores;

namespace Fleetlake.Lake.Source;

/// <summary>
/// Asks for the bytes of items before their turn comes, where the store is remote, so that many requests are in flight whatever
/// the number of workers. A folder's items pass through as they are.
/// </summary>
internal static class ReadAhead
{
    public static IEnumerable<WorkItem> Of(
        IEnumerable<WorkItem> plan, IObjectStore store, IReadOnlyList<StoredObject> objects, ReadSizes sizes, CancellationToken cancellation) =>
        store.IsRemote ? Ahead(plan, store, objects, sizes, cancellation) : plan;

    private static IEnumerable<WorkItem> Ahead(
        IEnumerable<WorkItem> plan, IObjectStore store, IReadOnlyList<StoredObject> objects, ReadSizes sizes, CancellationToken cancellation)
    {
        var asked = new Queue<WorkItem>();
        long bytes = 0;
        foreach (var item in plan)
        {
            item.Ahead = new ItemBytes(store, objects, item, sizes, cancellation);
            bytes += item.Ahead.Size;
            asked.Enqueue(item);
            while (bytes > sizes.AheadBytes && asked.TryDequeue(out var next))
            {
                bytes -= next.Ahead!.Size;
                yield return next;
            }
        }

        while (asked.TryDequeue(out var last))
            yield return last;
    }
}
