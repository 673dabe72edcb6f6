namespace Fleetlake.Simulator;

/// <summary>A file of the fleet.</summary>
/// <param name="Name">Its key below the folder or prefix, with <c>/</c> between folders.</param>
/// <param name="Bytes">Its content. The buffer is used again for the next file: copy what has to last.</param>
/// <param name="End">The end of its second (UTC): a fleet that drives now sends it then.</param>
public readonly record struct SimulatedFile(string Name, ReadOnlyMemory<byte> Bytes, DateTimeOffset End);
