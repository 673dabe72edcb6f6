using System.IO.Compression;

namespace Fleetlake.Lake.Source;

/// <summary>
/// Reads a compressed object and notices when it is cut short, which <see cref="GZipStream"/> does not: a member of known
/// content is set behind the object, and only an object that is whole lets it come out at the end.
/// </summary>
internal sealed class GzipReader : IDisposable
{
    private static readonly byte[] Marker = Guid.Parse("8f1c6a52-0a47-4d0e-9a68-6d2a0e7b5c11").ToByteArray();
    private static readonly byte[] MarkerMember = Compress(Marker);

    private readonly GZipStream _gzip;
    private readonly byte[] _held = new byte[Marker.Length];
    private int _heldLength;

    public GzipReader(Stream compressed) => _gzip = new GZipStream(new Concatenation(compressed, new MemoryStream(MarkerMember)), CompressionMode.Decompress);

    /// <summary>Fills the buffer with what was compressed; 0 at the end.</summary>
    /// <exception cref="InvalidDataException">The object is no gzip file, or is cut short.</exception>
    public int Read(Span<byte> destination)
    {
        // The last bytes seen are held back: at the end they have to be the marker.
        _held.AsSpan(0, _heldLength).CopyTo(destination);
        int read = _gzip.ReadAtLeast(destination[_heldLength..], destination.Length - _heldLength, throwOnEndOfStream: false);
        int total = _heldLength + read;
        if (total < Marker.Length)
            throw new InvalidDataException("the object ends before its data does");
        destination[(total - Marker.Length)..total].CopyTo(_held);
        _heldLength = Marker.Length;
        if (total == Marker.Length && !_held.AsSpan().SequenceEqual(Marker))
            throw new InvalidDataException("the object ends before its data does");
        return total - Marker.Length;
    }

    public void Dispose() => _gzip.Dispose();

    private static byte[] Compress(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
            gzip.Write(content);
        return compressed.ToArray();
    }

    private sealed class Concatenation(Stream first, Stream second) : Stream
    {
        private Stream _current = first;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int read = _current.Read(buffer);
            if (read > 0 || _current == second)
                return read;
            _current = second;
            return second.Read(buffer);
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
