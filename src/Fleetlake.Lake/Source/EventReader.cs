using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Fleetlake.Events.Columns;
using Fleetlake.Lake.Stores;

namespace Fleetlake.Lake.Source;

/// <summary>Reads the lines of many objects into batches of columns: in parallel, in bounded memory, in a fixed order.</summary>
/// <param name="store">Where the objects lie.</param>
/// <param name="objects">The objects, in their order; batches name them by their index here.</param>
/// <param name="sourceDate">Their source date.</param>
/// <param name="workers">How many read and parse at once.</param>
public sealed class EventReader(IObjectStore store, IReadOnlyList<StoredObject> objects, DateOnly sourceDate, int workers)
{
    // Enough that no worker waits for the one before it, few enough that finished batches do not pile up.
    private const int ItemsAhead = 4;

    private readonly ColumnRoom _room = new();

    /// <summary>Gives mended lines for rejected ones; see <see cref="Events.Parsing.LineParser.Mend"/>.</summary>
    public Func<int, ReadOnlyMemory<byte>, byte[]?>? Mend { get; init; }

    internal ReadSizes Sizes { get; init; } = ReadSizes.Default;

    /// <summary>All batches, in the order of their objects and lines; each belongs to the caller.</summary>
    /// <exception cref="ObjectChangedException">An object is gone or is no longer the one that was listed.</exception>
    /// <exception cref="LakeException">An object cannot be read.</exception>
    public async IAsyncEnumerable<EventBatch> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var turn = new SemaphoreSlim(1);
        var order = Channel.CreateBounded<WorkItem>(ItemsAhead);
        using var plan = ReadAhead.Of(WorkPlan.Of(objects, Sizes), store, objects, Sizes, stop.Token).GetEnumerator();
        var reading = Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(() => WorkAsync(plan, order.Writer, turn, stop.Token))));
        try
        {
            int lastObject = -1;
            long linesBefore = 0;
            await foreach (var item in order.Reader.ReadAllAsync(cancellation))
            {
                if (item.First != lastObject)
                    linesBefore = 0;
                lastObject = item.First;
                await foreach (var batch in item.Batches.ReadAllAsync(cancellation))
                {
                    if (item.IsRange)
                        batch.MoveLinesBy(linesBefore);
                    yield return batch;
                }

                linesBefore += item.LineEnds;
            }

            await reading;
        }
        finally
        {
            await stop.CancelAsync();
            await reading.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task WorkAsync(IEnumerator<WorkItem> plan, ChannelWriter<WorkItem> order, SemaphoreSlim turn, CancellationToken cancellation)
    {
        using var reader = new ItemReader(store, objects, sourceDate, Sizes, _room, Mend);
        while (await NextAsync(plan, order, turn, cancellation) is { } item)
        {
            try
            {
                await reader.ReadAsync(item, cancellation);
                item.Done();
            }
            catch (Exception fault)
            {
                item.Done(fault);
                throw;
            }
        }
    }

    // The next item is announced in its order before anyone can take the one after it.
    private static async Task<WorkItem?> NextAsync(
        IEnumerator<WorkItem> plan, ChannelWriter<WorkItem> order, SemaphoreSlim turn, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            if (!plan.MoveNext())
            {
                order.TryComplete();
                return null;
            }

            await order.WriteAsync(plan.Current, cancellation);
            return plan.Current;
        }
        finally
        {
            turn.Release();
        }
    }
}
