namespace Fleetlake.Bench;

/// <summary>The bench cannot go on, or what it compares does not agree.</summary>
internal sealed class BenchException(string message) : Exception(message);
