using System.Security.Cryptography;
using System.Text;
using Fleetlake.Lake.Stores;

namespace Fleetlake.Lake.Source;

/// <summary>The event files of a source date, in the order of their time and key.</summary>
/// <param name="Objects">The files.</param>
/// <param name="Ignored">Objects that were listed and whose names are not those of event files.</param>
public sealed record SourceListing(IReadOnlyList<StoredObject> Objects, int Ignored)
{
    /// <summary>The bytes of all files together.</summary>
    public long TotalBytes { get; } = Objects.Sum(file => file.Size);

    /// <summary>The same for two listings with the same keys, sizes and ETags.</summary>
    public string Digest { get; } = DigestOf(Objects);

    /// <summary>A digest over keys, sizes and ETags, in their order.</summary>
    public static string DigestOf(IEnumerable<StoredObject> objects)
    {
        var text = new StringBuilder();
        foreach (var file in objects)
            text.Append(file.Key).Append('\n').Append(file.Size).Append('\n').Append(file.ETag).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
