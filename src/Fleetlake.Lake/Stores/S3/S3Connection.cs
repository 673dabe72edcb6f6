using Amazon.S3;

namespace Fleetlake.Lake.Stores.S3;

/// <summary>Makes requests to a bucket: bounded in number, tried again where the SDK does not, and with faults that say what to do.</summary>
internal sealed class S3Connection(S3Location location, S3Options options, TimeProvider time)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private readonly RequestGate _gate = new(new RequestLimit(options.RequestsInFlight, time));
    private readonly Lock _lock = new();
    private AmazonS3Client? _client;

    public S3Location Location => location;

    public S3Options Options => options;

    public ServerClock Clock { get; } = new(time);

    /// <summary>True when the bucket is on another server than AWS.</summary>
    public bool IsElsewhere => S3Client.IsElsewhere(Client.Config);

    private AmazonS3Client Client
    {
        get
        {
            lock (_lock)
                return _client ??= S3Client.Open(options, Clock, location);
        }
    }

    /// <summary>Makes a request, and again when its body was torn.</summary>
    /// <param name="action">What is asked.</param>
    /// <param name="key">Of which object, below the location; empty for the bucket.</param>
    /// <param name="request">The request; told how often it has been sent already.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="LakeException">Says what could not be done, with what object, and how often it was tried.</exception>
    public async Task<T> SendAsync<T>(
        S3Action action, string key, Func<IAmazonS3, S3Attempts, CancellationToken, Task<T>> request, CancellationToken cancellation)
    {
        var attempts = new S3Attempts();
        S3Attempts.Follow(attempts);
        for (int round = 1; ; round++)
        {
            try
            {
                return await SendOnceAsync(request, attempts, cancellation);
            }
            catch (TornBodyException) when (round < options.Attempts)
            {
                await Task.Delay(FirstDelay * Math.Pow(2, round - 1), time, cancellation);
            }
            catch (Exception fault) when (fault is not LakeException && !(fault is OperationCanceledException && cancellation.IsCancellationRequested))
            {
                throw S3Faults.Explain(fault, action, location, key, attempts);
            }
        }
    }

    private async Task<T> SendOnceAsync<T>(
        Func<IAmazonS3, S3Attempts, CancellationToken, Task<T>> request, S3Attempts attempts, CancellationToken cancellation)
    {
        await _gate.EnterAsync(cancellation);
        attempts.IsThrottled = false;
        try
        {
            return await request(Client, attempts, cancellation);
        }
        finally
        {
            _gate.Leave(attempts.IsThrottled);
        }
    }
}
