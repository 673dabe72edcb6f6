using System.Net;
using Amazon.Runtime;

namespace Fleetlake.Lake.Stores.S3;

/// <summary>
/// Sends what the SDK asks for, with a time limit for each attempt (the SDK has none for a server that is silent), and sees what
/// the SDK does not tell: how often it sends a request, and the server's clock.
/// </summary>
internal sealed class S3Transport : DelegatingHandler
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private readonly S3Options _options;
    private readonly ServerClock _clock;

    private S3Transport(S3Options options, ServerClock clock)
        : base(new SocketsHttpHandler
        {
            ConnectTimeout = ConnectTimeout,
            MaxConnectionsPerServer = options.RequestsInFlight + Spare,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            AllowAutoRedirect = false,
            UseCookies = false,
        }) => (_options, _clock) = (options, clock);

    private const string RegionHeader = "x-amz-bucket-region";

    // Leases are renewed past the limit of what is in flight.
    private const int Spare = 4;

    public static HttpClientFactory Factory(S3Options options, ServerClock clock) => new ClientFactory(options, clock);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        if (S3Attempts.Current is { } attempts)
            attempts.Count++;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(_options.TimeoutOf(request.Content?.Headers.ContentLength ?? 0));
        try
        {
            var response = await base.SendAsync(request, patience.Token);
            if (response.Headers.Date is { } date)
                _clock.Saw(date);
            if (response.Headers.TryGetValues(RegionHeader, out var region) && S3Attempts.Current is { } asked)
                asked.BucketRegion = region.First();
            if (response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests)
                Throttled();
            return response;
        }
        catch (OperationCanceledException fault) when (!cancellation.IsCancellationRequested)
        {
            Throttled();
            throw new HttpRequestException(HttpRequestError.Unknown, "no answer in time", new IOException("no answer in time", fault));
        }
    }

    private static void Throttled()
    {
        if (S3Attempts.Current is { } attempts)
            attempts.IsThrottled = true;
    }

    private sealed class ClientFactory(S3Options options, ServerClock clock) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
            new(new S3Transport(options, clock)) { Timeout = Timeout.InfiniteTimeSpan };

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => true;

        // Null: one of its own for each client of the SDK.
        public override string GetConfigUniqueString(IClientConfig clientConfig) => null!;
    }
}
