using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Fleetlake.Tests.Faults;

/// <summary>One connection of a client and, behind it, one to the server: requests go through one after the other.</summary>
internal sealed class ProxiedConnection(FaultProxy proxy, TcpClient client) : IDisposable
{
    private readonly TcpClient _server = new() { NoDelay = true };
    private Stream? _fromServer;

    public async Task ServeAsync(CancellationToken cancellation)
    {
        // Written past the buffer of what is read: a client need not wait for its 100 Continue.
        var toClient = client.GetStream();
        var fromClient = new BufferedStream(toClient);
        while (await HttpHead.ReadAsync(fromClient, cancellation) is { } head)
        {
            if (head.ExpectsContinue)
                await SendAsync(toClient, "HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancellation);
            head.Remove("Expect");
            using var body = new MemoryStream();
            await foreach (var piece in HttpBody.ReadAsync(fromClient, head, untilEnd: false, cancellation))
                body.Write(piece.Span);
            if (!await AnswerAsync(toClient, head, body.ToArray(), cancellation))
                break;
        }
    }

    /// <summary>Ends the connection so that the client sees a reset and not an end.</summary>
    public void Reset()
    {
        if (client.Client is { } socket)
            socket.LingerState = new LingerOption(true, 0);
        client.Close();
    }

    public void Dispose()
    {
        client.Dispose();
        _server.Dispose();
    }

    private async Task<bool> AnswerAsync(Stream toClient, HttpHead head, byte[] body, CancellationToken cancellation)
    {
        var fault = proxy.FaultOf(head, body.Length);
        switch (fault)
        {
            case Fault.Silence:
                await Task.Delay(Timeout.Infinite, cancellation);
                return false;
            case Fault.Refusal:
                Reset();
                return false;
            case Fault.Answer answer:
                await SendAsync(toClient, Bytes(answer, isHead: head.FirstLine[0] == "HEAD"), cancellation);
                return true;
        }

        var (toServer, fromServer) = await ServerAsync(cancellation);
        await SendAsync(toServer, head.ToBytes(), cancellation);
        await SendAsync(toServer, body, cancellation);
        return await PassOnAsync(fromServer, toClient, head.FirstLine[0] == "HEAD", fault, cancellation);
    }

    private async Task<bool> PassOnAsync(Stream fromServer, Stream toClient, bool isHead, Fault? fault, CancellationToken cancellation)
    {
        if (await HttpHead.ReadAsync(fromServer, cancellation) is not { } head || fault is Fault.LostAnswer)
        {
            Reset();
            return false;
        }

        bool hasBody = !isHead && head.FirstLine[1] is not ("204" or "304");
        long limit = LimitOf(fault, head);
        if (fault is Fault.WrongLength && hasBody)
            head.Set("Content-Length", limit.ToString(CultureInfo.InvariantCulture));
        await SendAsync(toClient, head.ToBytes(), cancellation);
        if (hasBody && !await PassBodyOnAsync(fromServer, toClient, head, limit, fault, cancellation))
            return false;
        return fault is not Fault.WrongLength && !head.Closes && (!hasBody || head.IsChunked || head.ContentLength is not null);
    }

    private async Task<bool> PassBodyOnAsync(Stream fromServer, Stream toClient, HttpHead head, long limit, Fault? fault, CancellationToken cancellation)
    {
        await foreach (var piece in HttpBody.ReadAsync(fromServer, head, untilEnd: true, cancellation))
        {
            var passed = piece[..(int)Math.Min(piece.Length, limit)];
            await SendSlowlyAsync(toClient, passed, fault, cancellation);
            limit -= passed.Length;
            if (limit == 0 && fault is Fault.ResetWithin)
            {
                Reset();
                return false;
            }
        }

        return true;
    }

    private static long LimitOf(Fault? fault, HttpHead head) => fault switch
    {
        Fault.ResetWithin reset => reset.BodyBytes,
        Fault.WrongLength wrong => Math.Max(0, (head.ContentLength ?? 0) - wrong.MissingBytes),
        _ => long.MaxValue,
    };

    private static async Task SendSlowlyAsync(Stream to, ReadOnlyMemory<byte> bytes, Fault? fault, CancellationToken cancellation)
    {
        int step = fault is Fault.SlowBody slow ? Math.Max(1, slow.BytesPerSecond / 10) : bytes.Length;
        for (int i = 0; i < bytes.Length; i += step)
        {
            await SendAsync(to, bytes.Slice(i, Math.Min(step, bytes.Length - i)), cancellation);
            if (fault is Fault.SlowBody)
                await Task.Delay(100, cancellation);
        }
    }

    private async Task<(Stream To, Stream From)> ServerAsync(CancellationToken cancellation)
    {
        if (_fromServer is null)
        {
            await _server.ConnectAsync(proxy.Server.Host, proxy.Server.Port, cancellation);
            _fromServer = new BufferedStream(_server.GetStream());
        }

        return (_server.GetStream(), _fromServer);
    }

    private static async Task SendAsync(Stream to, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        await to.WriteAsync(bytes, cancellation);
        await to.FlushAsync(cancellation);
    }

    private static byte[] Bytes(Fault.Answer answer, bool isHead)
    {
        byte[] body = Encoding.UTF8.GetBytes(answer.Body);
        string head = $"HTTP/1.1 {answer.Status} Fault\r\nContent-Type: {answer.ContentType}\r\nETag: \"answered\"\r\nContent-Length: {body.Length}\r\n\r\n";
        return [.. Encoding.Latin1.GetBytes(head), .. isHead ? [] : body];
    }
}
