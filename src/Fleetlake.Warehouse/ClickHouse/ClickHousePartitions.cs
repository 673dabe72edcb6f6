using System.Text.Json;

namespace Fleetlake.Warehouse.ClickHouse;

/// <summary>
/// The table of partition states. A state is written again and never changed; of those of one partition the last written counts.
/// </summary>
internal sealed class ClickHousePartitions(ClickHouseServer server)
{
    public const string Key = "order by (name, \"date\")";

    public const string Columns =
        "name String, \"date\" Date32, version String, inputs String, \"rows\" Int64, checked Nullable(String), written UInt64";

    private const string Values = "name, \"date\", version, inputs, \"rows\", checked";
    private const string ValueTypes = "name String, date Date32, version String, inputs String, rows Int64, checked Nullable(String)";

    public async Task<IReadOnlyList<PartitionState>> ReadAsync(CancellationToken cancellationToken) => await server.ReadAsync(
        PartitionState.TableName,
        $"select {Values} from {PartitionState.TableName} final order by name, \"date\"",
        row => new PartitionState(row.Text(0), row.Date(1), row.Text(2), row.Text(3), row.Long(4), row.TextOrNull(5)),
        cancellationToken);

    /// <summary>Writes states in one insert: a reader sees all of them or none.</summary>
    public async Task WriteAsync(IReadOnlyList<PartitionState> states, CancellationToken cancellationToken)
    {
        if (states.Count == 0)
            return;
        using var body = new MemoryStream(Json(states));
        // A clock may go back; a number that is counted on does not.
        await server.SendAsync(
            PartitionState.TableName,
            $"insert into {PartitionState.TableName} ({Values}, written) "
            + $"select {Values}, 1 + coalesce((select max(written) from {PartitionState.TableName}), 0) from input({ClickHouseDialect.Text(ValueTypes)}) format JSONEachRow",
            body,
            cancellationToken);
    }

    private static byte[] Json(IReadOnlyList<PartitionState> states)
    {
        using var buffer = new MemoryStream();
        foreach (var state in states)
        {
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartObject();
                json.WriteString("name", state.Table);
                json.WriteString("date", state.Date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
                json.WriteString("version", state.Version);
                json.WriteString("inputs", state.Inputs);
                json.WriteNumber("rows", state.Rows);
                json.WriteString("checked", state.Checked);
                json.WriteEndObject();
            }

            buffer.WriteByte((byte)'\n');
        }

        return buffer.ToArray();
    }
}
