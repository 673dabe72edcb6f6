using System.Security.Cryptography;
using Fleetlake.Events.Schema;

namespace Fleetlake.Warehouse.ClickHouse;

/// <summary>
/// A table beside a table, in which new rows are made ready. Its name has eight hexadecimal digits that no other has, so that a
/// writer that has lost its hold and comes back finds its side table swept, instead of putting old rows in place.
/// </summary>
internal sealed class SideTable(ClickHouseServer server, IPlacement placement, TableSchema table) : IAsyncDisposable
{
    /// <summary>What all side tables begin with: a grant may name them by it.</summary>
    public const string Prefix = "fleetlake_side_";

    private const int OwnerBytes = 4;
    private const int MostDropSeconds = 30;

    /// <summary>Its name, as the placement is asked by.</summary>
    public string Name { get; } = $"{Prefix}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(OwnerBytes))}_{table.Name}";

    /// <summary>The table to write to and to read from.</summary>
    public string Rows => placement.Side(table, Name);

    public static async Task<SideTable> CreateAsync(ClickHouseServer server, IPlacement placement, TableSchema table, CancellationToken cancellationToken)
    {
        var side = new SideTable(server, placement, table);
        foreach (var statement in placement.CreateSide(table, side.Name))
            await server.ExecuteAsync(table.Name, statement, cancellationToken);
        return side;
    }

    /// <summary>Removes the side tables of a table. Only whoever holds the table may call it: those there are have been left by a crash.</summary>
    public static async Task SweepAsync(ClickHouseServer server, IPlacement placement, string table, CancellationToken cancellationToken)
    {
        var left = await server.ReadAsync(
            table,
            "select name from system.tables where database = currentDatabase() and startsWith(name, {prefix:String}) and substring(name, {length:UInt32}) = {table:String}",
            row => row.Text(0),
            cancellationToken,
            ("prefix", Prefix),
            ("length", Prefix.Length + (2 * OwnerBytes) + 1),
            ("table", $"_{table}{placement.Suffix}"));
        foreach (var statement in left.SelectMany(name => placement.DropSide(name[..^placement.Suffix.Length])))
            await server.ExecuteAsync(table, statement, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(MostDropSeconds));
        try
        {
            foreach (var statement in placement.DropSide(Name))
                await server.ExecuteAsync(table.Name, statement, patience.Token);
        }
        catch (Exception exception) when (exception is ClickHouseException or OperationCanceledException)
        {
            // The next that holds the table sweeps it; what kept it from going is told by the work itself.
        }
    }
}
