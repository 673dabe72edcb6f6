using System.Globalization;

namespace Fleetlake.Warehouse.Redshift;

/// <summary>The table of partition states.</summary>
internal sealed class RedshiftPartitions(RedshiftServer server)
{
    // The protocol ends the parameters of a statement at 32,767.
    private const int MostAtOnce = 1000;
    private const string Columns = "name, \"date\", version, inputs, \"rows\", checked";

    public async Task<IReadOnlyList<PartitionState>> ReadAsync(CancellationToken cancellationToken) => await server.ReadAsync(
        PartitionState.TableName,
        $"select {Columns} from {PartitionState.TableName} order by name, \"date\"",
        row => new PartitionState(
            row.GetString(0), row.GetFieldValue<DateOnly>(1), row.GetString(2), row.GetString(3), row.GetInt64(4), row.IsDBNull(5) ? null : row.GetString(5)),
        cancellationToken);

    /// <summary>Writes states of one table, within a transaction.</summary>
    public async Task WriteAsync(IReadOnlyList<PartitionState> states, CancellationToken cancellationToken)
    {
        foreach (var some in states.Chunk(MostAtOnce))
        {
            await server.ExecuteAsync(PartitionState.TableName, Delete(some), cancellationToken, some[0].Table);
            await server.ExecuteAsync(PartitionState.TableName, Insert(some.Length), cancellationToken, [.. some.SelectMany(Values)]);
        }
    }

    public static string Delete(IEnumerable<PartitionState> states) =>
        $"delete from {PartitionState.TableName} where name = $1 and {RedshiftDialect.Instance.In(states.Select(state => state.Date))}";

    public static string Insert(int states) =>
        $"insert into {PartitionState.TableName} ({Columns}) values {string.Join(", ", Enumerable.Range(0, states).Select(Row))}";

    private static string Row(int index) =>
        $"({string.Join(", ", Enumerable.Range((6 * index) + 1, 6).Select(number => string.Create(CultureInfo.InvariantCulture, $"${number}")))})";

    private static object?[] Values(PartitionState state) => [state.Table, state.Date, state.Version, state.Inputs, state.Rows, state.Checked];
}
