namespace Fleetlake.Pipeline.Lineage;

/// <summary>Takes events to where they are kept.</summary>
internal interface ILineageTransport : IDisposable
{
    /// <summary>Delivers an event, as JSON in one line.</summary>
    Task SendAsync(ReadOnlyMemory<byte> json, CancellationToken cancellation);
}

/// <summary>Posts events to a server.</summary>
internal sealed class HttpLineage(Uri url, string apiKey) : ILineageTransport
{
    // The key goes to the server that was named and to no other.
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public async Task SendAsync(ReadOnlyMemory<byte> json, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ReadOnlyMemoryContent(json) };
        request.Content.Headers.ContentType = new("application/json");
        if (apiKey.Length > 0)
            request.Headers.Authorization = new("Bearer", apiKey);
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"it answered {(int)response.StatusCode}");
    }

    public void Dispose() => _client.Dispose();
}

/// <summary>Appends events to a file, a line each. Processes that share it take turns.</summary>
internal sealed class FileLineage(string path) : ILineageTransport
{
    private static readonly TimeSpan TurnPoll = TimeSpan.FromMilliseconds(20);

    public async Task SendAsync(ReadOnlyMemory<byte> json, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var file = await OpenAsync(cancellation);
        byte[] line = [.. json.Span, (byte)'\n'];
        await file.WriteAsync(line, cancellation);
    }

    public void Dispose()
    {
    }

    private async Task<FileStream> OpenAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                // Elsewhere than on Windows any other share lets several append, over each other's lines.
                return new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.None);
            }
            catch (IOException) when (File.Exists(path) && !cancellation.IsCancellationRequested)
            {
                await Task.Delay(TurnPoll, cancellation);
            }
        }
    }
}
