using System.Globalization;
using System.Text;

namespace Fleetlake.Tests.Faults;

/// <summary>The first line and the headers of a request or an answer.</summary>
internal sealed class HttpHead(string firstLine, List<string> headers)
{
    private const int MaxBytes = 1 << 20;

    public string[] FirstLine { get; } = firstLine.Split(' ', 3);

    public bool IsChunked => Find("Transfer-Encoding")?.Contains("chunked", StringComparison.OrdinalIgnoreCase) ?? false;

    public long? ContentLength => Find("Content-Length") is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    public bool ExpectsContinue => string.Equals(Find("Expect"), "100-continue", StringComparison.OrdinalIgnoreCase);

    public bool Closes => string.Equals(Find("Connection"), "close", StringComparison.OrdinalIgnoreCase);

    /// <summary>Null where the other side has ended the connection.</summary>
    public static async Task<HttpHead?> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        var bytes = new List<byte>(1024);
        byte[] one = new byte[1];
        while (!EndsHead(bytes))
        {
            if (bytes.Count > MaxBytes || await stream.ReadAsync(one, cancellation) == 0)
                return null;
            bytes.Add(one[0]);
        }

        string[] lines = Encoding.Latin1.GetString([.. bytes]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        return new HttpHead(lines[0], [.. lines[1..]]);
    }

    public string? Find(string name) => headers
        .Where(header => header.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase))
        .Select(header => header[(name.Length + 1)..].Trim()).FirstOrDefault();

    public void Remove(string name) => headers.RemoveAll(header => header.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase));

    public void Set(string name, string value)
    {
        Remove(name);
        headers.Add($"{name}: {value}");
    }

    public byte[] ToBytes() => Encoding.Latin1.GetBytes($"{firstLine}\r\n{string.Concat(headers.Select(header => $"{header}\r\n"))}\r\n");

    private static bool EndsHead(List<byte> bytes) =>
        bytes.Count >= 4 && bytes[^1] == '\n' && bytes[^2] == '\r' && bytes[^3] == '\n' && bytes[^4] == '\r';
}
