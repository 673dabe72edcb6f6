namespace Fleetlake.Lake.Stores;

/// <summary>A file of this machine that holds an object's bytes.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="IsCopy">True when it goes with this value.</param>
public sealed record LocalFile(string Path, bool IsCopy) : IDisposable
{
    /// <summary>The lock beside a copy; it goes last.</summary>
    internal FileStream? Lock { get; init; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (IsCopy)
            File.Delete(Path);
        if (Lock is null)
            return;
        File.Delete(Lock.Name);
        Lock.Dispose();
    }
}
