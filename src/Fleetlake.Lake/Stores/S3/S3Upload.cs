namespace Fleetlake.Lake.Stores.S3;

/// <summary>An object on its way to a bucket: one put if it is small, else parts that go up while it is being written.</summary>
internal sealed class S3Upload(S3Connection connection, S3Puts puts, S3Sweep sweep, string key, string owner) : ObjectUpload
{
    private readonly S3UploadStream _content = new(new S3Parts(connection, sweep, connection.Location.KeyOf(key)[connection.Location.Prefix.Length..], owner));
    private bool _published;

    public override Stream Content => _content;

    public override LakeException? Fault => _content.Fault;

    public override Task FinishAsync(CancellationToken cancellation) => _content.FinishAsync(cancellation);

    public override async Task<StoredObject> PublishAsync(CancellationToken cancellation)
    {
        var put = _content.Parts.HasBegun
            ? await _content.Parts.CompleteAsync(_content.Length, cancellation)
            : (await puts.PutAsync(key, _content.Unsent, default, cancellation))!;
        _published = true;
        return put;
    }

    public override async ValueTask DisposeAsync()
    {
        if (!_published)
            await _content.Parts.AbandonAsync();
        await _content.DisposeAsync();
    }
}
