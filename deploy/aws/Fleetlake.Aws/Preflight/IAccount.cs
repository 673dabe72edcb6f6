namespace Fleetlake.Aws.Preflight;

/// <summary>Who is asking, and what there is already, before anything is created.</summary>
internal interface IAccount
{
    /// <summary>The account of the credentials.</summary>
    /// <exception cref="FleetlakeException">There are none, or they do not hold.</exception>
    Task<string> IdentifyAsync();

    /// <summary>Whose a bucket is, and where.</summary>
    Task<BucketState> FindBucketAsync(string bucket);
}

/// <summary>What is known of a bucket from outside.</summary>
/// <param name="Owner">Whose it is.</param>
/// <param name="Region">Where it is; null where nobody says.</param>
/// <param name="Stack">The stack of CloudFormation that has made it, by its tag.</param>
internal sealed record BucketState(BucketOwner Owner, string? Region = null, string? Stack = null);

/// <summary>Whose a bucket's name is.</summary>
internal enum BucketOwner
{
    /// <summary>Nobody has it.</summary>
    None,

    /// <summary>The caller may look into it.</summary>
    Ours,

    /// <summary>The caller may not.</summary>
    Others,
}
