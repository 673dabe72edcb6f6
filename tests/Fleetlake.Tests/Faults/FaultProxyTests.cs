using System.Net;
using System.Text;
using Xunit;

namespace Fleetlake.Tests.Faults;

public sealed class FaultProxyTests : IAsyncLifetime
{
    private const int Length = 100_000;
    private readonly HttpListener _server = new();
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(20) };
    private FaultProxy _proxy = null!;
    private int _served;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        // The proxy knows a free port; the server takes the one that it had.
        using var free = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        free.Start();
        int port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        _server.Prefixes.Add($"http://127.0.0.1:{port}/");
        _server.Start();
        _ = Task.Run(ServeAsync, Cancellation);
        _proxy = new FaultProxy(new Uri($"http://127.0.0.1:{port}"));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _proxy.DisposeAsync();
        _server.Close();
    }

    [Fact]
    public async Task Without_a_script_everything_goes_through()
    {
        for (int i = 0; i < 3; i++)
        {
            using var body = new StringContent(new string('x', 40_000));
            using var answer = await _client.PostAsync(new Uri(_proxy.Endpoint, "a%20b?c=d"), body, Cancellation);
            Assert.Equal($"POST /a%20b?c=d {40_000}", (await answer.Content.ReadAsStringAsync(Cancellation)).TrimEnd('.'));
        }

        Assert.Equal(["/a b", "/a b", "/a b"], _proxy.Requests.Select(request => request.Path));
    }

    [Fact]
    public async Task Answer_takes_the_place_of_the_server()
    {
        _proxy.Script = _ => Fault.Answer.SlowDown;
        using var answer = await _client.GetAsync(_proxy.Endpoint, Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("SlowDown", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(0, _served);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50_000)]
    public async Task Body_is_reset_within(int bytes)
    {
        _proxy.Script = _ => new Fault.ResetWithin(bytes);
        await Assert.ThrowsAsync<HttpRequestException>(() => _client.GetByteArrayAsync(_proxy.Endpoint, Cancellation));
        Assert.Equal(1, _served);
    }

    [Fact]
    public async Task Wrong_length_is_a_short_body_without_a_fault()
    {
        _proxy.Script = _ => new Fault.WrongLength(7);
        Assert.Equal(Length - 7, (await _client.GetByteArrayAsync(_proxy.Endpoint, Cancellation)).Length);
    }

    [Fact]
    public async Task Slow_body_comes_as_slowly_as_told()
    {
        _proxy.Script = _ => new Fault.SlowBody(200_000);
        long started = Environment.TickCount64;
        Assert.Equal(Length, (await _client.GetByteArrayAsync(_proxy.Endpoint, Cancellation)).Length);
        Assert.InRange(Environment.TickCount64 - started, 350, 20_000);
    }

    [Fact]
    public async Task Answer_is_lost_after_the_server_did_it()
    {
        // The client itself asks again where not a byte of an answer came.
        _proxy.Script = _ => new Fault.LostAnswer();
        await Assert.ThrowsAsync<HttpRequestException>(() => _client.GetByteArrayAsync(_proxy.Endpoint, Cancellation));
        Assert.Equal(_proxy.Requests.Count, _served);
    }

    [Fact]
    public async Task Silence_is_no_answer_at_all()
    {
        _proxy.Script = _ => new Fault.Silence();
        using var patience = new CancellationTokenSource(200);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _client.GetByteArrayAsync(_proxy.Endpoint, patience.Token));
        Assert.Equal(0, _served);
    }

    [Fact]
    public async Task Connections_are_refused_for_a_while()
    {
        Assert.Equal(Length, (await _client.GetByteArrayAsync(_proxy.Endpoint, Cancellation)).Length);
        _proxy.Refuse();
        await Assert.ThrowsAsync<HttpRequestException>(() => _client.GetByteArrayAsync(_proxy.Endpoint, Cancellation));
        _proxy.Accept();
        Assert.Equal(Length, (await _client.GetByteArrayAsync(_proxy.Endpoint, Cancellation)).Length);
    }

    private async Task ServeAsync()
    {
        while (_server.IsListening)
        {
            var context = await _server.GetContextAsync();
            _served++;
            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            string text = $"{context.Request.HttpMethod} {context.Request.RawUrl} {body.Length}".PadRight(Length, '.');
            context.Response.ContentLength64 = Length;
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(text));
            context.Response.Close();
        }
    }
}
