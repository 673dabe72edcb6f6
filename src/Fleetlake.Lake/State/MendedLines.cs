using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fleetlake.Lake.Stores;

namespace Fleetlake.Lake.State;

/// <summary>A rejected line and what a person has mended it to.</summary>
/// <param name="SourceObject">The key of its object.</param>
/// <param name="Was">The SHA-256 of the rejected line, in hexadecimal: a line that the sender mends is no longer this one.</param>
/// <param name="Line">The mended line.</param>
public sealed record MendedLine(
    [property: JsonPropertyName("source_object")] string SourceObject,
    [property: JsonPropertyName("was_sha256")] string Was,
    [property: JsonPropertyName("line")] string Line);

/// <summary>The mended lines of a source date. They stand in for the rejected ones whenever the date is run.</summary>
public sealed class MendedLines
{
    private readonly SortedDictionary<string, SortedDictionary<string, MendedLine>> _byObject = new(StringComparer.Ordinal);

    /// <summary>True when no line has been mended.</summary>
    public bool IsEmpty => _byObject.Count == 0;

    /// <summary>The same for the same mends; empty without any.</summary>
    public string Digest => IsEmpty ? "" : Convert.ToHexStringLower(SHA256.HashData(ToBytes()));

    /// <summary>What identifies a rejected line.</summary>
    public static string HashOf(ReadOnlySpan<byte> line) => Convert.ToHexStringLower(SHA256.HashData(line));

    /// <summary>Reads the mends of a source date.</summary>
    /// <exception cref="CorruptObjectException">The file is not what Fleetlake wrote.</exception>
    public static async Task<MendedLines> ReadAsync(IObjectStore raw, DateOnly sourceDate, CancellationToken cancellation)
    {
        var mends = new MendedLines();
        string key = LakeLayout.Mends(sourceDate);
        if (await raw.GetAsync(key, cancellation) is not { } found)
            return mends;
        try
        {
            using var reader = new StreamReader(new MemoryStream(found.Bytes));
            while (await reader.ReadLineAsync(cancellation) is { } line)
                mends.Add(JsonSerializer.Deserialize(line, StateJson.Default.MendedLine) ?? throw new JsonException("null"));
            return mends;
        }
        catch (JsonException fault)
        {
            throw new CorruptObjectException(raw.Describe(key), fault.Message, "mended lines that Fleetlake wrote", fault,
                "Mend the file, or delete it and give the mended lines to `fleetlake rejects replay` again.");
        }
    }

    /// <summary>Adds a mend, in place of an earlier one of the same line.</summary>
    public void Add(MendedLine mend)
    {
        if (!_byObject.TryGetValue(mend.SourceObject, out var lines))
            _byObject.Add(mend.SourceObject, lines = new(StringComparer.Ordinal));
        lines[mend.Was] = mend;
    }

    /// <summary>What a rejected line of an object has been mended to, or null.</summary>
    public byte[]? Find(string sourceObject, ReadOnlySpan<byte> line) =>
        _byObject.TryGetValue(sourceObject, out var lines) && lines.TryGetValue(HashOf(line), out var mend)
            ? System.Text.Encoding.UTF8.GetBytes(mend.Line)
            : null;

    /// <summary>Writes the mends of a source date.</summary>
    public Task WriteAsync(IObjectStore raw, DateOnly sourceDate, CancellationToken cancellation) =>
        raw.PutAsync(LakeLayout.Mends(sourceDate), ToBytes(), default, cancellation);

    private byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        foreach (var mend in _byObject.Values.SelectMany(lines => lines.Values))
        {
            bytes.Write(JsonSerializer.SerializeToUtf8Bytes(mend, StateJson.OneLine.MendedLine));
            bytes.WriteByte((byte)'\n');
        }

        return bytes.ToArray();
    }
}
