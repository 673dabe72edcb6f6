namespace Fleetlake.Warehouse;

/// <summary>
/// Where the tables live, on one engine. It holds nothing open itself: a step opens a session and closes it,
/// so that an engine whose file has one writer at a time is free between two steps.
/// </summary>
public interface IWarehouse
{
    /// <summary>Where it is, as a person would say it in a message: a path or a URL without secrets.</summary>
    string Location { get; }

    /// <summary>Does what can be done for opening it before it is needed, and touches nothing. For another thread than the one that waits.</summary>
    void Prepare()
    {
    }

    /// <summary>Opens it for writing, creating it if it is missing. Waits, as long as its options say, while another process has it.</summary>
    /// <exception cref="FleetlakeException">
    /// Held when another process still has it, naming that process; Caller when what is there is no warehouse or may not be opened.
    /// </exception>
    Task<IWarehouseSession> OpenAsync(CancellationToken cancellationToken);

    /// <summary>What is loaded and built, by table and date; nothing when there is no warehouse yet. Changes nothing.</summary>
    Task<IReadOnlyList<PartitionState>> PartitionsAsync(CancellationToken cancellationToken);

    /// <summary>Runs one statement that only reads, and streams its rows. Dispose the rows to release the warehouse.</summary>
    /// <exception cref="FleetlakeException">Caller when the statement is wrong, writes, or there is no warehouse yet.</exception>
    Task<IQueryRows> QueryAsync(string sql, CancellationToken cancellationToken);
}
