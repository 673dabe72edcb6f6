using System.Net;
using System.Net.Sockets;
using Fleetlake.Pipeline;
using Fleetlake.Pipeline.Configuration;
using Fleetlake.Pipeline.Scheduling;

namespace Fleetlake.Cli.Serving;

/// <summary>
/// Answers <c>GET /health/live</c> and <c>GET /health/ready</c>. It is the runtime's own listener: two answers are not worth the
/// 27 MB that ASP.NET Core would add to the one file.
/// </summary>
internal sealed class HealthListener : IAsyncDisposable
{
    private const string Loopback = "127.0.0.1";
    private readonly HttpListener _listener;
    private readonly Func<ScheduleStatus> _status;
    private readonly Task _answering;

    private HealthListener(HttpListener listener, Func<ScheduleStatus> status)
    {
        _listener = listener;
        _status = status;
        _answering = Task.Run(AnswerAllAsync);
    }

    /// <summary>Begins to answer.</summary>
    /// <exception cref="PipelineException">The address is taken, or none of this machine.</exception>
    public static HealthListener Start(string url, Func<ScheduleStatus> status)
    {
        var listener = new HttpListener();
        foreach (string prefix in Prefixes(url))
            listener.Prefixes.Add(prefix);
        try
        {
            listener.Start();
            return new HealthListener(listener, status);
        }
        catch (Exception fault) when (fault is HttpListenerException or SocketException)
        {
            listener.Close();
            throw new PipelineException(FaultKind.Caller, $"{ConfigurationKeys.ServeUrl.Name}: cannot listen at {url}: {fault.Message}", fault);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _answering;
    }

    // The listener compares the host that a request names: this machine has two names for itself.
    private static IEnumerable<string> Prefixes(string url)
    {
        string prefix = $"{url.TrimEnd('/')}/".Replace("//0.0.0.0", "//*", StringComparison.Ordinal).Replace("//localhost", $"//{Loopback}", StringComparison.OrdinalIgnoreCase);
        yield return prefix;
        if (prefix.Contains($"//{Loopback}", StringComparison.Ordinal) && IsLoopback("localhost"))
            yield return prefix.Replace(Loopback, "localhost", StringComparison.Ordinal);
    }

    private static bool IsLoopback(string name)
    {
        try
        {
            return Dns.GetHostAddresses(name).FirstOrDefault() is { } address && IPAddress.IsLoopback(address);
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task AnswerAllAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                await AnswerAsync(context);
            }
            catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException or InvalidOperationException or IOException)
            {
                // Whoever asked has gone, or the listener was closed.
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var (code, body) = context.Request switch
        {
            { HttpMethod: not ("GET" or "HEAD") } => (HttpStatusCode.MethodNotAllowed, HealthJson.Error("expected GET")),
            { Url.AbsolutePath: "/health/live" } => (HttpStatusCode.OK, HealthJson.Live(_status())),
            { Url.AbsolutePath: "/health/ready" } => _status() is var status && status.IsReady
                ? (HttpStatusCode.OK, HealthJson.Ready(status))
                : (HttpStatusCode.ServiceUnavailable, HealthJson.Ready(status)),
            _ => (HttpStatusCode.NotFound, HealthJson.Error("expected /health/live or /health/ready")),
        };
        using var response = context.Response;
        response.StatusCode = (int)code;
        response.ContentType = "application/json";
        response.Headers["Cache-Control"] = "no-store";
        if (code == HttpStatusCode.MethodNotAllowed)
            response.Headers["Allow"] = "GET, HEAD";
        response.ContentLength64 = body.Length;
        if (context.Request.HttpMethod != "HEAD")
            await response.OutputStream.WriteAsync(body);
    }
}
