using System.Threading.Channels;

namespace Fleetlake.Pipeline.Lineage;

/// <summary>
/// Delivers events in their order beside the run. A server that is away takes nothing from the run but the events: it is told once,
/// events are dropped for a while, and the end is waited for no longer than one delivery may take.
/// </summary>
internal sealed class LineageSender : IAsyncDisposable
{
    private const int MaxWaitingEvents = 1000;
    private readonly ILineageTransport _transport;
    private readonly Action<string> _warn;
    private readonly TimeSpan _timeout;
    private readonly Channel<byte[]> _events =
        Channel.CreateBounded<byte[]>(new BoundedChannelOptions(MaxWaitingEvents) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private readonly CancellationTokenSource _end = new();
    private readonly Task _delivery;
    private bool _isWarned;
    private long _silentUntil;

    /// <param name="transport">Where the events go.</param>
    /// <param name="warn">Is told once that they do not arrive, and why.</param>
    /// <param name="timeout">How long a delivery may take; null for three seconds.</param>
    public LineageSender(ILineageTransport transport, Action<string> warn, TimeSpan? timeout = null)
    {
        _transport = transport;
        _warn = warn;
        _timeout = timeout ?? TimeSpan.FromSeconds(3);
        _delivery = Task.Run(DeliverAllAsync);
    }

    /// <summary>How long events are dropped after one that did not arrive.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(30);

    public void Send(byte[] json) => _events.Writer.TryWrite(json);

    public async ValueTask DisposeAsync()
    {
        _events.Writer.Complete();
        _end.CancelAfter(_timeout);
        await _delivery;
        _transport.Dispose();
        _end.Dispose();
    }

    private async Task DeliverAllAsync()
    {
        await foreach (byte[] json in _events.Reader.ReadAllAsync())
        {
            if (Environment.TickCount64 >= _silentUntil)
                await DeliverAsync(json);
        }
    }

    private async Task DeliverAsync(byte[] json)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        patience.CancelAfter(_timeout);
        try
        {
            await _transport.SendAsync(json, patience.Token);
        }
        catch (Exception fault)
        {
            // Whatever it is, it is no matter of the run.
            _silentUntil = Environment.TickCount64 + (long)Silence.TotalMilliseconds;
            if (_isWarned)
                return;
            _isWarned = true;
            _warn(fault is OperationCanceledException ? $"no answer within {_timeout.TotalSeconds:0.#} s" : fault.Message);
        }
    }
}
