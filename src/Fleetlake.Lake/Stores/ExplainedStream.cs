namespace Fleetlake.Lake.Stores;

/// <summary>Writes to a file; a fault names the object that the file will be, not the temporary name.</summary>
internal sealed class ExplainedStream(FileStream file, string path) : Stream
{
    private const long WaitingBytes = 4L << 20;
    private long _waiting;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => file.Length;

    public override long Position
    {
        get => file.Position;
        set => throw new NotSupportedException();
    }

    public LakeException? Fault { get; private set; }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            file.Write(buffer);
            _waiting += buffer.Length;
            if (_waiting >= WaitingBytes)
            {
                FolderSync.Begin(file.SafeFileHandle);
                _waiting = 0;
            }
        }
        catch (Exception fault) when (FolderFaults.IsFileFault(fault))
        {
            throw Fault = FolderFaults.Explain(fault, "write", path);
        }
    }

    public override void Flush()
    {
        try
        {
            file.Flush();
        }
        catch (Exception fault) when (FolderFaults.IsFileFault(fault))
        {
            throw Fault = FolderFaults.Explain(fault, "write", path);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
