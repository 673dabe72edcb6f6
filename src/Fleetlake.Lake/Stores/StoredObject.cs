namespace Fleetlake.Lake.Stores;

/// <summary>An object of a store as it was listed.</summary>
/// <param name="Key">Its name below the store's root, with <c>/</c> between the parts.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="ETag">Changes whenever the object's bytes do; opaque.</param>
public sealed record StoredObject(string Key, long Size, string ETag);
