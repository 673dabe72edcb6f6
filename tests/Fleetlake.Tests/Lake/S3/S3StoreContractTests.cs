using Fleetlake.Lake.Stores;
using Xunit;

namespace Fleetlake.Tests.Lake.S3;

/// <summary>The contract of stores, by a bucket and by a prefix of one.</summary>
public abstract class S3StoreContract(string prefix) : ObjectStoreContract, IAsyncLifetime
{
    private TestBucket? _bucket;
    private IObjectStore? _store;

    private protected override IObjectStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        _bucket = await TestBucket.CreateAsync();
        _store = _bucket.Store(prefix);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_bucket is not null)
            await _bucket.DisposeAsync();
    }

    private protected override async Task<string[]> AllKeysAsync() => [.. (await _bucket!.KeysAsync()).Select(key => key[prefix.Length..])];
}

public sealed class S3BucketContractTests() : S3StoreContract("");

public sealed class S3PrefixContractTests() : S3StoreContract("team/lake/");
