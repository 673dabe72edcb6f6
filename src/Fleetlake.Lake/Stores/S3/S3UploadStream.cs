namespace Fleetlake.Lake.Stores.S3;

/// <summary>Gathers what is written into parts of a multipart upload. What never fills one is not sent.</summary>
internal sealed class S3UploadStream(S3Parts parts) : Stream
{
    private const int FirstBytes = 64 << 10;
    private byte[] _buffer = new byte[FirstBytes];
    private int _filled;
    private long _length;

    public S3Parts Parts => parts;

    public LakeException? Fault { get; private set; }

    /// <summary>What has been written and is in no part yet.</summary>
    public ReadOnlyMemory<byte> Unsent => _buffer.AsMemory(0, _filled);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            if (_filled == parts.NextBytes)
                SendAsync(CancellationToken.None).GetAwaiter().GetResult();
            EnsureRoom(buffer.Length);
            int taken = Math.Min(buffer.Length, _buffer.Length - _filled);
            buffer[..taken].CopyTo(_buffer.AsSpan(_filled));
            _filled += taken;
            _length += taken;
            buffer = buffer[taken..];
        }
    }

    /// <summary>Sends the last part, if there are parts, and waits for all.</summary>
    public async Task FinishAsync(CancellationToken cancellation)
    {
        if (!parts.HasBegun)
            return;
        if (_filled > 0)
            await SendAsync(cancellation);
        await ExplainedAsync(parts.WaitAsync());
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private async Task SendAsync(CancellationToken cancellation)
    {
        await ExplainedAsync(parts.SendAsync(_buffer, _filled, cancellation));
        (_buffer, _filled) = (new byte[FirstBytes], 0);
    }

    private void EnsureRoom(int more)
    {
        int wanted = (int)Math.Min(parts.NextBytes, (long)_filled + more);
        if (_buffer.Length < wanted)
            Array.Resize(ref _buffer, (int)Math.Min(parts.NextBytes, Math.Max(wanted, 2L * _buffer.Length)));
    }

    private async Task ExplainedAsync(Task sending)
    {
        try
        {
            await sending;
        }
        catch (LakeException fault)
        {
            Fault ??= fault;
            throw;
        }
    }
}
