namespace Fleetlake.Tests.Reference;

/// <summary>What of the configuration decides the rows.</summary>
/// <param name="TimeZone">The IANA zone that object names are written in.</param>
public sealed record ReferenceOptions(string TimeZone = "UTC");
