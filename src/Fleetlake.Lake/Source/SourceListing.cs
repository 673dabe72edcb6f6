using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using Fleetlake.Lake.Stores;

namespace Fleetlake.Lake.Source;

/// <summary>The event files of a source date, in the order of their time and key.</summary>
/// <param name="Objects">The files.</param>
/// <param name="Ignored">Objects that were listed and whose names are not those of event files.</param>
public sealed record SourceListing(IReadOnlyList<StoredObject> Objects, int Ignored)
{
    private const int PieceBytes = 1 << 14;
    private const int MostSizeBytes = 24;

    /// <summary>The bytes of all files together.</summary>
    public long TotalBytes { get; } = Objects.Sum(file => file.Size);

    /// <summary>The same for two listings with the same keys, sizes and ETags.</summary>
    public string Digest { get; } = DigestOf(Objects);

    /// <summary>A digest over keys, sizes and ETags, in their order.</summary>
    public static string DigestOf(IEnumerable<StoredObject> objects)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var text = new ArrayBufferWriter<byte>(PieceBytes * 2);
        foreach (var file in objects)
        {
            Encoding.UTF8.GetBytes(file.Key, text);
            Utf8.TryWrite(text.GetSpan(MostSizeBytes), $"\n{file.Size}\n", out int written);
            text.Advance(written);
            Encoding.UTF8.GetBytes(file.ETag, text);
            text.Write("\n"u8);
            if (text.WrittenCount >= PieceBytes)
                Take();
        }

        Take();
        return Convert.ToHexStringLower(digest.GetHashAndReset());

        void Take()
        {
            digest.AppendData(text.WrittenSpan);
            text.ResetWrittenCount();
        }
    }
}
