namespace Fleetlake.Lake.Stores;

internal sealed class FolderUpload : ObjectUpload
{
    private readonly string _key;
    private readonly string _path;
    private readonly string _temporary;
    private readonly FileStream _file;
    private readonly ExplainedStream _content;
    private bool _published;

    public FolderUpload(string key, string path, string temporaryFolder)
    {
        _key = key;
        _path = path;
        _temporary = Path.Combine(temporaryFolder, $"{Guid.NewGuid():n}.tmp");
        try
        {
            Directory.CreateDirectory(temporaryFolder);
            _file = new FileStream(_temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, 1 << 16);
            _content = new ExplainedStream(_file, _path);
        }
        catch (Exception fault) when (FolderFaults.IsFileFault(fault))
        {
            throw FolderFaults.Explain(fault, "write", _path);
        }
    }

    public override Stream Content => _content;

    public override LakeException? Fault => _content.Fault;

    public override Task FinishAsync(CancellationToken cancellation) => Explained(() =>
    {
        _file.Flush(flushToDisk: true);
        return Task.CompletedTask;
    });

    public override Task<StoredObject> PublishAsync(CancellationToken cancellation) => Explained(() =>
    {
        string folder = Path.GetDirectoryName(_path)!;
        long size = _file.Length;
        Directory.CreateDirectory(folder);

        // Open until it is in its place: a sweep knows by that what is still on its way.
        File.Move(_temporary, _path, overwrite: true);
        _published = true;
        _file.Dispose();
        FolderSync.Flush(folder);
        return Task.FromResult(new StoredObject(_key, size, new FileFacts(size, File.GetLastWriteTimeUtc(_path).Ticks).ETag));
    });

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await _file.DisposeAsync();
        }
        catch (IOException)
        {
            // A full disk shows again when the rest is flushed; the file goes all the same.
        }

        if (!_published && File.Exists(_temporary))
            File.Delete(_temporary);
    }

    private T Explained<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception fault) when (FolderFaults.IsFileFault(fault))
        {
            throw FolderFaults.Explain(fault, "write", _path);
        }
    }
}
