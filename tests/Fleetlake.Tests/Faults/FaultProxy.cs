using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Fleetlake.Tests.Faults;

/// <summary>
/// Stands between a client and an HTTP server and does to requests what networks and servers do. Without a script it passes
/// everything on unchanged, signed headers among it.
/// </summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<ProxiedConnection, Task> _connections = new();
    private readonly ConcurrentQueue<ProxiedRequest> _requests = new();
    private TcpListener _listener;
    private Task _accepting;
    private int _count;

    /// <summary>A proxy on a free port of this machine.</summary>
    /// <param name="server">The server behind it, by plain HTTP.</param>
    public FaultProxy(Uri server)
    {
        Server = server;
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(_listener);
    }

    public Uri Server { get; }

    public int Port { get; }

    public Uri Endpoint => new($"http://127.0.0.1:{Port}");

    /// <summary>What is done to a request; null passes it on. Called from any thread.</summary>
    public Func<ProxiedRequest, Fault?> Script { get; set; } = _ => null;

    /// <summary>Every request so far.</summary>
    public IReadOnlyCollection<ProxiedRequest> Requests => _requests;

    /// <summary>Refuses connections, and ends those there are, until <see cref="Accept"/>.</summary>
    public void Refuse()
    {
        _listener.Stop();
        foreach (var connection in _connections.Keys)
            connection.Reset();
    }

    /// <summary>Takes connections again.</summary>
    public void Accept()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync(_listener);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections.Values);
        _stop.Dispose();
    }

    internal Fault? FaultOf(HttpHead head, long bodyBytes)
    {
        var request = new ProxiedRequest(Interlocked.Increment(ref _count), head.FirstLine[0], head.FirstLine[1], head, bodyBytes);
        _requests.Enqueue(request);
        return Script(request);
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(_stop.Token);
                client.NoDelay = true;
                var connection = new ProxiedConnection(this, client);
                _connections[connection] = Task.CompletedTask;
                _connections[connection] = ServeAsync(connection);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped, or refusing for a while.
        }
    }

    private async Task ServeAsync(ProxiedConnection connection)
    {
        await Task.Yield();
        using (connection)
        {
            try
            {
                await connection.ServeAsync(_stop.Token);
            }
            catch (Exception ended) when (ended is OperationCanceledException or IOException or SocketException or ObjectDisposedException or InvalidOperationException or NotSupportedException)
            {
                // One of the two sides has gone: so does the other.
                connection.Reset();
            }
        }

        _connections.TryRemove(connection, out _);
    }
}
