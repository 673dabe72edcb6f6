using Fleetlake.Events.Schema;
using Fleetlake.Warehouse.Models;

namespace Fleetlake.Warehouse;

/// <summary>
/// A warehouse opened for a step. Every call that writes is atomic: a reader, and whoever comes after a crash,
/// sees the partition and its state as they were before the call or after it. Not for use from several threads at once.
/// </summary>
public interface IWarehouseSession : IAsyncDisposable
{
    /// <summary>Creates the table if it is missing. A table that is there is never altered or dropped.</summary>
    /// <exception cref="FleetlakeException">Caller when the table is there with other columns; the message names the difference.</exception>
    Task CreateTableAsync(TableSchema table, CancellationToken cancellationToken);

    /// <summary>
    /// Takes the sole right to replace partitions of a table and to record them, until it is disposed: from before what a
    /// partition is made of is looked up until it is in place. One table at a time. Waits while another run has it.
    /// </summary>
    /// <exception cref="FleetlakeException">Held when another run still has it, naming that run.</exception>
    Task<IAsyncDisposable> HoldAsync(string table, CancellationToken cancellationToken);

    /// <summary>What is loaded and built, by table and date.</summary>
    Task<IReadOnlyList<PartitionState>> PartitionsAsync(CancellationToken cancellationToken);

    /// <summary>Replaces a partition of a staged table by the rows of its file and records its state.</summary>
    /// <param name="table">The table, which <see cref="CreateTableAsync"/> has made.</param>
    /// <param name="partition">Its date.</param>
    /// <param name="file">Its file, without the column <c>date</c>; null when the partition has no rows any more.</param>
    /// <param name="version">What tells these rows from others: the digest of the file.</param>
    /// <param name="cancellationToken">Ends the work; the partition is then as it was.</param>
    /// <returns>How many rows the partition has now.</returns>
    /// <exception cref="FleetlakeException">Failed when the file cannot be read or has other columns than the table.</exception>
    Task<long> LoadAsync(TableSchema table, DateOnly partition, StagedFile? file, string version, CancellationToken cancellationToken);

    /// <summary>
    /// Builds the dates of a model in one execution and one transaction. A partition that comes out with the rows it had
    /// keeps its version, and only its inputs are updated.
    /// </summary>
    /// <param name="model">The model, whose table and those it reads <see cref="CreateTableAsync"/> has made.</param>
    /// <param name="builds">The dates, each once.</param>
    /// <param name="cancellationToken">Ends the work; all partitions are then as they were.</param>
    /// <returns>The dates whose rows changed, ascending.</returns>
    /// <exception cref="FleetlakeException">Failed, with file and line, when the engine refuses the SQL.</exception>
    Task<IReadOnlyList<DateOnly>> BuildAsync(Model model, IReadOnlyList<PartitionBuild> builds, CancellationToken cancellationToken);

    /// <summary>Runs the model's tests on these partitions. A partition that passes them all is recorded as checked.</summary>
    /// <returns>What failed; empty when all is well.</returns>
    Task<IReadOnlyList<CheckFailure>> CheckAsync(Model model, IReadOnlyList<DateOnly> dates, CancellationToken cancellationToken);
}
