namespace Fleetlake.Lake.Stores.S3;

/// <summary>Lets as many requests through at once as the limit says, in the order in which they came.</summary>
internal sealed class RequestGate(RequestLimit limit)
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private int _inFlight;

    public async Task EnterAsync(CancellationToken cancellation)
    {
        TaskCompletionSource turn;
        lock (_lock)
        {
            if (_inFlight < limit.Current && _waiting.Count == 0)
            {
                _inFlight++;
                return;
            }

            _waiting.Enqueue(turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        await using (cancellation.Register(() => turn.TrySetCanceled(cancellation)))
            await turn.Task;
    }

    public void Leave(bool wasThrottled)
    {
        lock (_lock)
        {
            _inFlight--;
            if (wasThrottled)
                limit.Throttled();
            else
                limit.Completed(_waiting.Count > 0);
            while (_inFlight < limit.Current && _waiting.TryDequeue(out var turn))
            {
                if (turn.TrySetResult())
                    _inFlight++;
            }
        }
    }
}
