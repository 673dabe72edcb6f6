using System.Globalization;
using System.Text;

namespace Fleetlake.Tests.Faults;

/// <summary>A body as it comes over the wire, with the lines of its chunks if it has some.</summary>
internal static class HttpBody
{
    private const int PieceBytes = 16 << 10;

    public static IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(Stream stream, HttpHead head, bool untilEnd, CancellationToken cancellation)
    {
        if (head.IsChunked)
            return ReadChunksAsync(stream, cancellation);
        return head.ContentLength is { } length
            ? ReadBytesAsync(stream, length, cancellation)
            : ReadBytesAsync(stream, untilEnd ? long.MaxValue : 0, cancellation);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadBytesAsync(
        Stream stream, long length, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        byte[] buffer = new byte[PieceBytes];
        while (length > 0)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, length)), cancellation);
            if (read == 0)
                yield break;
            length -= read;
            yield return buffer.AsMemory(0, read);
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadChunksAsync(
        Stream stream, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            byte[] line = await ReadLineAsync(stream, cancellation);
            yield return line;
            string size = Encoding.Latin1.GetString(line).Split(';')[0].Trim();
            if (!long.TryParse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out long length))
                yield break;
            await foreach (var piece in ReadBytesAsync(stream, length, cancellation))
                yield return piece;
            if (length == 0)
                break;
            yield return await ReadLineAsync(stream, cancellation);
        }

        // Trailers, and the empty line behind them.
        byte[] trailer;
        do
        {
            trailer = await ReadLineAsync(stream, cancellation);
            yield return trailer;
        }
        while (trailer.Length > 2);
    }

    private static async Task<byte[]> ReadLineAsync(Stream stream, CancellationToken cancellation)
    {
        var line = new List<byte>();
        byte[] one = new byte[1];
        while (line is not [.., (byte)'\n'] && await stream.ReadAsync(one, cancellation) > 0)
            line.Add(one[0]);
        return [.. line];
    }
}
