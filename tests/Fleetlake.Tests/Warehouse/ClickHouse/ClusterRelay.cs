using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Web;

namespace Fleetlake.Tests.Warehouse.ClickHouse;

/// <summary>
/// Stands before the servers of a cluster that has no Keeper and does what one does: what is said <c>on cluster</c> is said to each
/// server, and what is written to a table that is whole everywhere is written to each. All else goes to the first.
/// </summary>
internal sealed partial class ClusterRelay : IDisposable
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromSeconds(1) });
    private readonly HttpListener _listener = new();
    private readonly Uri[] _servers;

    public ClusterRelay(params Uri[] servers)
    {
        _servers = servers;
        Url = new Uri($"http://127.0.0.1:{FreePort()}/");
        _listener.Prefixes.Add(Url.ToString());
        _listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public Uri Url { get; }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                _ = Task.Run(() => AnswerAsync(context));
            }
            catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var query = HttpUtility.ParseQueryString(context.Request.Url!.Query);
        byte[] body = await BodyAsync(context.Request);
        bool isInBody = query["query"] is null;
        string sql = query["query"] ?? Encoding.UTF8.GetString(body);
        string told = Told(sql);
        if (isInBody)
            body = Encoding.UTF8.GetBytes(told);
        else
            query["query"] = told;
        HttpResponseMessage? last = null;
        foreach (var server in (told != sql || IsWhole().IsMatch(sql) ? _servers : _servers[..1]).Reverse())
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(server, $"/?{query}")) { Content = new ByteArrayContent(body) };
            if (context.Request.Headers["Authorization"] is { } authorization)
                message.Headers.TryAddWithoutValidation("Authorization", authorization);
            last = await Http.SendAsync(message);
            if (!last.IsSuccessStatusCode)
                break;
        }

        context.Response.StatusCode = (int)last!.StatusCode;
        foreach (var (name, values) in last.Headers.Where(header => header.Key.StartsWith("X-ClickHouse", StringComparison.OrdinalIgnoreCase)))
            context.Response.Headers[name] = string.Join(',', values);
        // With its length: the end of a chunked answer now and then goes into the next one.
        context.Response.Close(await last.Content.ReadAsByteArrayAsync(), willBlock: true);
    }

    private static async Task<byte[]> BodyAsync(HttpListenerRequest request)
    {
        await using var stream = request.Headers["Content-Encoding"] == "gzip" ? new GZipStream(request.InputStream, CompressionMode.Decompress) : request.InputStream;
        using var body = new MemoryStream();
        await stream.CopyToAsync(body);
        return body.ToArray();
    }

    // There are no replicas to wait for.
    private static string Told(string sql) => sql.StartsWith("system sync replica", StringComparison.Ordinal)
        ? "select 1"
        : Replicated().Replace(OnCluster().Replace(sql, ""), match => match.Groups[1].Value + (match.Groups[1].Value.Length > 0 ? "MergeTree(written)" : "MergeTree"));

    [GeneratedRegex(""" on cluster "[a-z]+"(?=[ ]|\z)""")]
    private static partial Regex OnCluster();

    [GeneratedRegex(@"(?<=engine = )Replicated(Replacing|)MergeTree(\([^)]*\))?")]
    private static partial Regex Replicated();

    [GeneratedRegex("^(insert into (fleetlake_partitions|[a-z0-9_]+_local) |alter table )")]
    private static partial Regex IsWhole();
}
