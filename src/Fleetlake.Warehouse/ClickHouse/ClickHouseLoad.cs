using System.Globalization;
using Fleetlake.Events.Schema;

namespace Fleetlake.Warehouse.ClickHouse;

/// <summary>Replaces a partition of a staged table by the rows of its Parquet file, which Fleetlake sends or the server reads itself.</summary>
internal sealed class ClickHouseLoad(ClickHouseServer server, IPlacement placement, ClickHouseOptions options, PartitionWriter writer)
{
    private static readonly ClickHouseDialect Dialect = ClickHouseDialect.Instance;

    public async Task<long> RunAsync(TableSchema table, DateOnly date, StagedFile? file, string version, CancellationToken cancellationToken)
    {
        var state = new PartitionState(table.Name, date, version, "", 0, null);
        var shape = file is null ? null : ParquetShape.Read(file, table.Name);
        shape?.EnsureFits(file!, table);
        await using var side = await SideTable.CreateAsync(server, placement, table, cancellationToken);
        if (shape is not null)
        {
            await FillAsync(table, date, file!, side.Rows, cancellationToken);
            await EnsureWholeAsync(table, file!, side.Rows, shape.Rows, cancellationToken);
        }

        await writer.ReplaceAsync(table, side.Name, [state with { Rows = shape?.Rows ?? 0 }], cancellationToken);
        return shape?.Rows ?? 0;
    }

    private async Task FillAsync(TableSchema table, DateOnly date, StagedFile file, string side, CancellationToken cancellationToken)
    {
        var insert = new StagedInsert(options, table, side, date);
        try
        {
            if (insert.Pulled(file) is { } pulled)
                await server.ExecuteAsync(About(table, date), pulled, cancellationToken);
            else
                await SendAsync(About(table, date), insert.Sent, file, cancellationToken);
        }
        catch (ClickHouseException exception) when (exception.Kind == FaultKind.Failed)
        {
            // A server that reads by itself may have read a piece of one object and a piece of the next.
            throw await file.IsCurrentAsync(cancellationToken) ? Untaken(file, table, exception) : Replaced(file, table, exception);
        }
    }

    // Where the server lacks something, the file is not what is to be mended.
    private static FleetlakeException Untaken(StagedFile file, TableSchema table, ClickHouseException exception) => exception.IsOfResources
        ? ParquetShape.NotLoaded(file, table.Name, exception.Said, exception)
        : ParquetShape.Unreadable(file, table.Name, exception.Said, exception);

    private async Task SendAsync(string about, string sql, StagedFile file, CancellationToken cancellationToken)
    {
        using var local = await file.LocalAsync(cancellationToken);
        await using var body = File.OpenRead(local.Path);
        await server.SendAsync(about, sql, body, cancellationToken);
    }

    // Between the two looks at it the object may have been replaced: the server then found another, or none of the one asked for.
    private async Task EnsureWholeAsync(TableSchema table, StagedFile file, string side, long expected, CancellationToken cancellationToken)
    {
        var rows = (await server.ReadAsync(table.Name, $"select count() from {side}", row => row.Long(0), cancellationToken))[0];
        if (rows != expected)
            throw Replaced(file, table, null);
    }

    private static FleetlakeException Replaced(StagedFile file, TableSchema table, Exception? exception) =>
        new(FaultKind.Transient, $"{file.Location} cannot be loaded into {table.Name}: it was replaced while it was loaded.", exception);

    private static string About(TableSchema table, DateOnly date) => string.Create(CultureInfo.InvariantCulture, $"{table.Name} of {date:yyyy-MM-dd}");
}
