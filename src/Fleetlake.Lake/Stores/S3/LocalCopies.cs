namespace Fleetlake.Lake.Stores.S3;

/// <summary>
/// Copies of objects as files of this machine. Each has a lock beside it for as long as it is needed, so that those of a process
/// that was killed are known by nobody's holding it.
/// </summary>
internal sealed class LocalCopies(string scratchFolder)
{
    private const int ChunkBytes = 8 << 20;
    private const int ChunksAtOnce = 4;
    private const string LockEnding = ".lock";
    private readonly string _folder = Path.Combine(scratchFolder, "copies");

    public async Task<LocalFile> CopyAsync(IObjectStore store, StoredObject listed, CancellationToken cancellation)
    {
        string path = Path.Combine(_folder, $"{Guid.NewGuid():n}{Path.GetExtension(listed.Key)}");
        try
        {
            UserScratch.Create(_folder);
            var held = FolderLock.TryTake(path + LockEnding)!;
            var copy = new LocalFile(path, IsCopy: true) { Lock = held };
            try
            {
                await FillAsync(store, listed, path, cancellation);
                return copy;
            }
            catch
            {
                copy.Dispose();
                throw;
            }
        }
        catch (Exception fault) when (FolderFaults.IsFileFault(fault))
        {
            throw FolderFaults.Explain(fault, "write", path);
        }
    }

    /// <summary>Removes the copies of processes that have ended.</summary>
    public void Sweep()
    {
        if (!Directory.Exists(_folder))
            return;
        foreach (string path in Directory.EnumerateFiles(_folder, $"*{LockEnding}"))
        {
            if (FolderLock.TryTake(path) is not { } left)
                continue;
            new LocalFile(path[..^LockEnding.Length], IsCopy: true) { Lock = left }.Dispose();
        }
    }

    private static async Task FillAsync(IObjectStore store, StoredObject listed, string path, CancellationToken cancellation)
    {
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, FileOptions.Asynchronous, listed.Size);
        var chunks = Enumerable.Range(0, (int)((listed.Size + ChunkBytes - 1) / ChunkBytes)).Select(chunk => (long)chunk * ChunkBytes);
        var options = new ParallelOptions { MaxDegreeOfParallelism = ChunksAtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(chunks, options, async (offset, token) =>
        {
            byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent((int)Math.Min(ChunkBytes, listed.Size - offset));
            try
            {
                int length = (int)Math.Min(ChunkBytes, listed.Size - offset);
                int read = await store.ReadAsync(listed, offset, buffer.AsMemory(0, length), token);
                await RandomAccess.WriteAsync(file, buffer.AsMemory(0, read), offset, token);
            }
            finally
            {
                System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
            }
        });
    }
}
