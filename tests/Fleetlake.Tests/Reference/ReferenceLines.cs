using System.IO.Compression;

namespace Fleetlake.Tests.Reference;

/// <summary>A line that is not blank.</summary>
/// <param name="Number">Its number in the object; blank lines count, the first is 1.</param>
/// <param name="Bytes">
/// Interpretation: everything between two <c>\n</c>, with the <c>\r</c> and the white space, without the byte order mark.
/// </param>
internal sealed record ReferenceLine(long Number, byte[] Bytes);

/// <summary>Takes an object apart into lines.</summary>
internal static class ReferenceLines
{
    private static readonly byte[] _byteOrderMark = [0xEF, 0xBB, 0xBF];

    public static List<ReferenceLine> Read(string key, byte[] stored)
    {
        byte[] content = key.EndsWith(".gz", StringComparison.Ordinal) ? Decompress(stored) : stored;
        int start = content.AsSpan().StartsWith(_byteOrderMark) ? _byteOrderMark.Length : 0;
        var lines = new List<ReferenceLine>();
        for (long number = 1; start < content.Length; number++)
        {
            int end = Array.IndexOf(content, (byte)'\n', start);
            if (end < 0)
                end = content.Length;
            byte[] line = content[start..end];
            if (!IsBlank(line))
                lines.Add(new ReferenceLine(number, line));
            start = end + 1;
        }

        return lines;
    }

    // Interpretation: a \r is white space wherever it stands, as in JSON; and a line of white space alone is no line
    // even when it is longer than 64 MiB.
    private static bool IsBlank(byte[] line)
    {
        foreach (byte b in line)
        {
            if (b is not ((byte)' ' or (byte)'\t' or (byte)'\r'))
                return false;
        }

        return true;
    }

    private static byte[] Decompress(byte[] stored)
    {
        using var gzip = new GZipStream(new MemoryStream(stored), CompressionMode.Decompress);
        using var content = new MemoryStream();
        gzip.CopyTo(content);
        return content.ToArray();
    }
}
