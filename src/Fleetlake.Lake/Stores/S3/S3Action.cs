namespace Fleetlake.Lake.Stores.S3;

/// <summary>What is asked of S3, in words for a person and as policies name it.</summary>
/// <param name="Verb">As in "cannot read".</param>
/// <param name="Permission">As in a policy.</param>
/// <param name="IsOfBucket">True when the policy names the bucket and not the object.</param>
internal sealed record S3Action(string Verb, string Permission, bool IsOfBucket = false)
{
    public static readonly S3Action List = new("list", "s3:ListBucket", IsOfBucket: true);
    public static readonly S3Action Read = new("read", "s3:GetObject");
    public static readonly S3Action Write = new("write", "s3:PutObject");
    public static readonly S3Action Delete = new("delete", "s3:DeleteObject");
    public static readonly S3Action ListUploads = new("list unfinished uploads of", "s3:ListBucketMultipartUploads", IsOfBucket: true);
    public static readonly S3Action Abort = new("abort an unfinished upload of", "s3:AbortMultipartUpload");
}
