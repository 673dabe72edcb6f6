using Fleetlake.Lake.Stores;

namespace Fleetlake.Tests.Lake;

/// <summary>The contract of stores, by a folder.</summary>
public sealed class FolderStoreContractTests : ObjectStoreContract, IDisposable
{
    private readonly TempFolder _folder = new();

    private protected override IObjectStore Store => _folder.Store;

    public void Dispose() => _folder.Dispose();

    private protected override Task<string[]> AllKeysAsync() => Task.FromResult(_folder.Files());
}
