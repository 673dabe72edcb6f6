using Fleetlake.Lake.Stores;

namespace Fleetlake.Warehouse;

/// <summary>The one Parquet file of a staged partition. Its columns are the table's without <c>date</c>.</summary>
public sealed class StagedFile
{
    private readonly IObjectStore? _store;
    private readonly StoredObject? _file;

    /// <summary>An object of the staging zone.</summary>
    /// <param name="store">The staging zone.</param>
    /// <param name="file">The object as it was found.</param>
    public StagedFile(IObjectStore store, StoredObject file)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(file);
        (_store, _file, Location) = (store, file, store.Describe(file.Key));
    }

    /// <summary>A file of this machine.</summary>
    /// <param name="path">Where it lies; any name is taken as it is, never as a pattern.</param>
    public StagedFile(string path) => Location = path;

    /// <summary>Its path or URL, as a person writes it.</summary>
    public string Location { get; }

    /// <summary>The object in the staging zone; null for a file that lies in none.</summary>
    public StoredObject? Object => _file;

    /// <summary>Opens it for reading at any position, without a copy on this machine.</summary>
    /// <exception cref="FleetlakeException">When it is read: it is no longer the object that was found.</exception>
    public Stream OpenRead() => _store is null ? File.OpenRead(Location) : _store.OpenRead(_file!);

    /// <summary>False when it is no longer the object that was found.</summary>
    public async Task<bool> IsCurrentAsync(CancellationToken cancellationToken) =>
        _store is null || (await _store.FindAsync(_file!.Key, cancellationToken))?.ETag == _file.ETag;

    /// <summary>It as a file of this machine, a copy if it has to be; dispose that afterwards.</summary>
    public async Task<LocalFile> LocalAsync(CancellationToken cancellationToken) =>
        _store is null ? new LocalFile(Location, IsCopy: false) : await _store.LocalFileAsync(_file!, cancellationToken);
}
