using System.Buffers;
using System.Collections.Concurrent;

namespace Fleetlake.Simulator;

/// <summary>Writes the files of a fleet into a folder.</summary>
public static class FleetWriter
{
    private const int FilesBetweenReports = 500;

    /// <summary>
    /// Writes all files; one of the same name is overwritten, others are left as they are. Files are made in one thread
    /// and written in several, so they do not appear in order.
    /// </summary>
    /// <param name="folder">The folder; it is made when it is missing.</param>
    /// <param name="options">What is simulated.</param>
    /// <param name="progress">Is told now and then how many files have been made, and in the end how many there are.</param>
    /// <param name="cancellationToken">Stops between two files; what was written stays.</param>
    /// <exception cref="FleetlakeException">The options have faults; the message names them all.</exception>
    /// <exception cref="IOException">A file or folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file or folder may not be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static SimulationSummary WriteTo(
        string folder, FleetOptions options, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        var tally = new Tally();
        var files = Copies(folder, new Fleet(options).Files(tally), progress);
        var parallel = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        try
        {
            // Unbuffered, so that a worker takes a file only when it can write it: memory stays at a file a worker.
            Parallel.ForEach(Partitioner.Create(files, EnumerablePartitionerOptions.NoBuffering), parallel, Write);
        }
        catch (AggregateException faults) when (faults.Flatten().InnerExceptions is [var first, ..])
        {
            // One full disk is one fault, however many workers met it.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        }

        return tally.ToSummary();
    }

    private static IEnumerable<PendingFile> Copies(string root, IEnumerable<SimulatedFile> files, IProgress<int>? progress)
    {
        string? folder = null;
        var count = 0;
        foreach (var file in files)
        {
            var path = Path.Combine(root, file.Name);
            if (Path.GetDirectoryName(path) is var parent && parent != folder)
                Directory.CreateDirectory(folder = parent!);
            var copy = ArrayPool<byte>.Shared.Rent(file.Bytes.Length);
            file.Bytes.CopyTo(copy);
            if (++count % FilesBetweenReports == 0)
                progress?.Report(count);
            yield return new(path, copy, file.Bytes.Length);
        }

        progress?.Report(count);
    }

    private static void Write(PendingFile file)
    {
        using (var handle = File.OpenHandle(file.Path, FileMode.Create, FileAccess.Write))
            RandomAccess.Write(handle, file.Buffer.AsSpan(0, file.Length), fileOffset: 0);
        ArrayPool<byte>.Shared.Return(file.Buffer);
    }

    private readonly record struct PendingFile(string Path, byte[] Buffer, int Length);
}
