using System.Runtime.CompilerServices;

namespace Fleetlake.Simulator;

/// <summary>Sends the files of a fleet to wherever they are kept, a bucket say.</summary>
/// <param name="put">Keeps a file, whose bytes are its own to the end. It is called for several files at once.</param>
public sealed class FleetFeed(Func<SimulatedFile, CancellationToken, ValueTask> put)
{
    private const int PutsAtOnce = 32;
    private const int FilesBetweenReports = 500;

    /// <summary>Sends all files, a few at once and in no strict order. The first that is not kept ends it with the fault of the put.</summary>
    /// <param name="options">What is simulated.</param>
    /// <param name="clock">
    /// Where it is given, a file is sent when its second has ended by this clock, one of the past at once; without it none waits.
    /// </param>
    /// <param name="progress">Is told now and then how many files have been sent.</param>
    /// <param name="cancellationToken">Stops between two files; what was sent stays.</param>
    /// <exception cref="FleetlakeException">The options have faults; the message names them all.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<SimulationSummary> SendAsync(
        FleetOptions options, TimeProvider? clock = null, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        var tally = new Tally();
        var parallel = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = PutsAtOnce };
        await Parallel.ForEachAsync(Copies(new Fleet(options).Files(tally), clock, progress, cancellationToken), parallel, put);
        return tally.ToSummary();
    }

    private static async IAsyncEnumerable<SimulatedFile> Copies(
        IEnumerable<SimulatedFile> files, TimeProvider? clock, IProgress<int>? progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int count = 0;
        foreach (var file in files)
        {
            var copy = file with { Bytes = file.Bytes.ToArray() };
            if (clock is not null && file.End - clock.GetUtcNow() is var wait && wait > TimeSpan.Zero)
                await Task.Delay(wait, clock, cancellationToken);
            yield return copy;
            if (++count % FilesBetweenReports == 0)
                progress?.Report(count);
        }

        progress?.Report(count);
    }
}
