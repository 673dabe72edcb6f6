using System.Net;
using System.Text.Json;
using Fleetlake.Tests.Pipeline.Scheduling;

namespace Fleetlake.Tests.Pipeline.Lineage;

/// <summary>A server that keeps the events it is sent.</summary>
internal sealed class LineageServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _answering;
    private readonly int _code;

    public LineageServer(int code = 201)
    {
        _code = code;
        Url = $"http://127.0.0.1:{ServedFleet.FreePort()}";
        _listener.Prefixes.Add($"{Url}/");
        _listener.Start();
        _answering = Task.Run(AnswerAllAsync);
    }

    public string Url { get; }

    public List<(string Path, string? Authorization, JsonElement Event)> Requests { get; } = [];

    public IEnumerable<JsonElement> Events => Requests.Select(request => request.Event);

    public void Dispose()
    {
        _listener.Close();
        _answering.GetAwaiter().GetResult();
    }

    private async Task AnswerAllAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var body = new StreamReader(context.Request.InputStream);
                Requests.Add((context.Request.Url!.AbsolutePath, context.Request.Headers["Authorization"], JsonDocument.Parse(await body.ReadToEndAsync()).RootElement));
                context.Response.StatusCode = _code;
                context.Response.Close();
            }
        }
        catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
