using System.Text;
using Fleetlake.Events.Columns;
using Fleetlake.Tests.Reference;

namespace Fleetlake.Tests.Events;

/// <summary>The rows of a batch as the reference names them, so that the two can be compared.</summary>
internal static class BatchRows
{
    public static IEnumerable<RawRow> Raw(EventBatch batch, DateOnly sourceDate, IReadOnlyList<string> keys) =>
        batch.Raw.SelectMany(columns => Raw(columns, sourceDate, keys));

    public static IEnumerable<RawRow> Raw(RawColumns columns, DateOnly sourceDate, IReadOnlyList<string> keys)
    {
        int data = 0;
        int extra = 0;
        for (int row = 0; row < columns.Count; row++)
        {
            string? extraJson = Text(columns.Extra, row, extra);
            yield return new RawRow(
                sourceDate, columns.EventName, Text(columns.Texts, columns.On[row]), columns.At[row], Text(columns.Data, row, data),
                Text(columns.Texts, columns.OrganizationId[row]), Members(extraJson), keys[columns.SourceObject[row]], columns.SourceLine[row]);
            data += Math.Max(columns.Data.Lengths[row], 0);
            extra += Math.Max(columns.Extra.Lengths[row], 0);
        }
    }

    public static IEnumerable<IReferenceRow> Staged(EventBatch batch) => batch.Staged.SelectMany(Staged);

    public static IEnumerable<IReferenceRow> Staged(StagedColumns columns) =>
        Enumerable.Range(0, columns.Count).Select(row => Staged(columns, row));

    public static IEnumerable<RejectedRow> Rejected(EventBatch batch, DateOnly sourceDate, IReadOnlyList<string> keys)
    {
        var rejected = batch.Rejected;
        var inRaw = batch.Raw
            .SelectMany(columns => columns.SourceObject.Span.ToArray().Zip(columns.SourceLine.Span.ToArray()))
            .ToHashSet();
        int start = 0;
        for (int row = 0; row < rejected.Count; row++)
        {
            int length = rejected.Line.Lengths[row];
            var place = (rejected.SourceObject[row], rejected.SourceLine[row]);
            yield return new RejectedRow(
                sourceDate, keys[place.Item1], place.Item2, inRaw.Contains(place), rejected.Line.Bytes.Slice(start, length).ToArray(),
                $"{rejected.Reason[row]} | {rejected.Detail[row]}");
            start += length;
        }
    }

    /// <summary>The table of a staged row.</summary>
    public static string Table(IReferenceRow row) => row switch
    {
        UpdateRow => "update_events",
        RegisterRow => "register_events",
        DeregisterRow => "deregister_events",
        CreateRow => "create_events",
        _ => "delete_events",
    };

    private static IReferenceRow Staged(StagedColumns columns, int row)
    {
        var date = EventBatch.DateOf(columns.Day);
        string id = Text(columns.Texts, columns.Id[row]);
        string organization = Text(columns.Texts, columns.OrganizationId[row]);
        long at = columns.At[row];
        long? Value(int i) => ((columns.Nulls[row] >> i) & 1) == 1 ? null : columns.Values[i][row];
        double? Number(int i) => Value(i) is { } bits ? BitConverter.Int64BitsToDouble(bits) : null;
        return columns.Contract.Table.Name switch
        {
            "update_events" => new UpdateRow(date, id, at, Number(0), Number(1), Value(2), organization),
            "register_events" => new RegisterRow(date, id, at, organization),
            "deregister_events" => new DeregisterRow(date, id, at, organization),
            "create_events" => new CreateRow(date, id, at, Value(0)!.Value, Value(1)!.Value, organization),
            _ => new DeleteRow(date, id, at, Value(0), Value(1), organization),
        };
    }

    private static Dictionary<string, string>? Members(string? json) => json is null
        ? null
        : ReferenceJson.Members(Encoding.UTF8.GetBytes(json))
            .ToDictionary(member => member.Key, member => Encoding.UTF8.GetString(member.Value), StringComparer.Ordinal);

    private static string Text(TextPool texts, int code) => Encoding.UTF8.GetString(texts[code]);

    private static string? Text(ByteColumn column, int row, int start) =>
        column.Lengths[row] < 0 ? null : Encoding.UTF8.GetString(column.Bytes.Slice(start, column.Lengths[row]));
}
