using System.Globalization;
using System.Net;
using Fleetlake.Lake.Stores;

namespace Fleetlake.Tests.Warehouse.ClickHouse;

/// <summary>A folder as a bucket that anybody may read: as much of S3 as a server needs that reads objects.</summary>
internal sealed class BucketOfFolder : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly FolderStore _folder;

    public BucketOfFolder(string folder, int port)
    {
        _folder = new FolderStore(folder);
        _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        _listener.Start();
        _ = Task.Run(ServeAsync);
    }

    /// <summary>Taken right before an object's bytes are sent.</summary>
    public Action BeforeAnswer { get; set; } = () => { };

    public int Answers { get; private set; }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                await AnswerAsync(await _listener.GetContextAsync());
            }
            catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
            {
                // Closed, or the other side has gone.
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        BeforeAnswer();
        Answers++;
        string key = Uri.UnescapeDataString(context.Request.Url!.AbsolutePath)["/bucket/".Length..];
        var found = await _folder.GetAsync(key, CancellationToken.None);
        if (found is not var (listed, bytes))
        {
            context.Response.StatusCode = 404;
            context.Response.Close();
            return;
        }

        context.Response.Headers["ETag"] = $"\"{listed.ETag}\"";
        context.Response.Headers["Last-Modified"] = DateTime.UtcNow.ToString("R", CultureInfo.InvariantCulture);
        if (context.Request.Headers["Range"] is { } range)
        {
            string[] ends = range["bytes=".Length..].Split('-');
            int first = int.Parse(ends[0], CultureInfo.InvariantCulture);
            int last = ends[1].Length == 0 ? bytes.Length - 1 : Math.Min(bytes.Length - 1, int.Parse(ends[1], CultureInfo.InvariantCulture));
            context.Response.StatusCode = 206;
            context.Response.Headers["Content-Range"] = $"bytes {first}-{last}/{bytes.Length}";
            bytes = bytes[first..(last + 1)];
        }

        context.Response.ContentLength64 = bytes.Length;
        if (context.Request.HttpMethod != "HEAD")
            await context.Response.OutputStream.WriteAsync(bytes);
        context.Response.Close();
    }
}
