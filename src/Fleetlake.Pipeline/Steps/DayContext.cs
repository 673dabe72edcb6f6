using Fleetlake.Lake;
using Fleetlake.Lake.Leases;
using Fleetlake.Lake.Staging;
using Fleetlake.Lake.State;
using Fleetlake.Warehouse;

namespace Fleetlake.Pipeline.Steps;

/// <summary>One source date on its way through the steps.</summary>
/// <param name="workspace">What the steps work on.</param>
/// <param name="date">The source date.</param>
public sealed class DayContext(Workspace workspace, DateOnly date) : IAsyncDisposable
{
    private IWarehouseSession? _session;
    private FleetlakeException? _held;

    /// <summary>What the steps work on.</summary>
    public Workspace Workspace => workspace;

    /// <summary>The source date.</summary>
    public DateOnly Date => date;

    /// <summary>The lease of the source date, when the steps need one.</summary>
    public ILease? Lease { get; init; }

    /// <summary>Does everything again, whatever it is.</summary>
    public bool Force { get; init; }

    /// <summary>Forgets the rows of objects that are gone from the source.</summary>
    public bool Prune { get; init; }

    /// <summary>Told how far the step is.</summary>
    public Action<StepProgress>? Progress { get; set; }

    /// <summary>What extract hands on to stage inside one process.</summary>
    public StagedRows? Handed { get; set; }

    /// <summary>The commit of the date.</summary>
    /// <exception cref="PipelineException">The date has not been extracted.</exception>
    public async Task<Manifest> CommitAsync(CancellationToken cancellation) =>
        await Workspace.Commits.FindAsync(Date, cancellation)
        ?? throw new PipelineException(
            FaultKind.Caller, $"{LakeLayout.Date(Date)} has not been extracted: run `fleetlake extract --date {LakeLayout.Date(Date)}` first.");

    /// <summary>The warehouse, opened by the first step that needs it and held until the last.</summary>
    public async Task<IWarehouseSession> SessionAsync(CancellationToken cancellation)
    {
        if (_session is not null)
            return _session;
        // Whoever holds the warehouse has been waited for: the other steps do not wait as long again.
        if (_held is not null)
            throw _held;
        // The engine has a memory of its own: what extract and stage needed goes back to the system first.
        Handed?.Dispose();
        Handed = null;
        var collected = Task.Run(() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true), CancellationToken.None);
        try
        {
            _session = await Workspace.Warehouse.OpenAsync(cancellation);
            await collected;
        }
        catch (FleetlakeException fault) when (fault.Kind == FaultKind.Held)
        {
            _held = fault;
            throw;
        }

        return _session;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Handed?.Dispose();
        if (_session is not null)
            await _session.DisposeAsync();
    }
}

/// <summary>How far a step is.</summary>
/// <param name="Done">What is done.</param>
/// <param name="Total">What there is to do.</param>
/// <param name="Unit">What is counted.</param>
public readonly record struct StepProgress(long Done, long Total, string Unit);
