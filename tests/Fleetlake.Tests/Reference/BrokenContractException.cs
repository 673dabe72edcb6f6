namespace Fleetlake.Tests.Reference;

/// <summary>A line breaks its contract: it is rejected.</summary>
internal sealed class BrokenContractException(string reason) : Exception(reason);
