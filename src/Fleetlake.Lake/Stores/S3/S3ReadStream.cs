namespace Fleetlake.Lake.Stores.S3;

/// <summary>
/// An object as a stream: a small one is read whole, of a large one windows that grow while it is read on, so that a footer
/// costs one request and a column few.
/// </summary>
internal sealed class S3ReadStream(S3Store store, StoredObject listed) : Stream
{
    private const int WholeBytes = 512 << 10;
    private const int FirstWindow = 64 << 10;
    private const int LastWindow = 4 << 20;

    private byte[] _window = [];
    private long _windowStart;
    private int _windowLength;
    private long _position;

    /// <summary>The fault of the last read, if it failed.</summary>
    public LakeException? Fault { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => listed.Size;

    public override long Position
    {
        get => _position;
        set => _position = value >= 0 ? value : throw new IOException("a position before the object's beginning");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int wanted = (int)Math.Min(buffer.Length, Math.Max(0, listed.Size - _position));
        if (wanted == 0)
            return 0;
        if (_position < _windowStart || _position >= _windowStart + _windowLength)
            Fill(wanted);
        int start = (int)(_position - _windowStart);
        int read = Math.Min(wanted, _windowLength - start);
        _window.AsSpan(start, read).CopyTo(buffer);
        _position += read;
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => listed.Size + offset,
    };

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Fill(int wanted)
    {
        bool isNext = _windowLength > 0 && _position == _windowStart + _windowLength;
        int window = Math.Clamp(isNext ? _windowLength * 2 : FirstWindow, Math.Min(wanted, LastWindow), LastWindow);
        long start = listed.Size <= WholeBytes ? 0 : _position;
        int length = (int)Math.Min(listed.Size <= WholeBytes ? WholeBytes : window, listed.Size - start);
        if (_window.Length < length)
            _window = new byte[length];
        (_windowStart, _windowLength) = (start, 0);
        try
        {
            _windowLength = store.ReadAsync(listed, start, _window.AsMemory(0, length), CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }
        catch (LakeException fault)
        {
            Fault = fault;
            throw;
        }
    }
}
