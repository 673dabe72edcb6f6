using System.Text;
using Fleetlake.Events.Schema;

namespace Fleetlake.Events.Contracts;

/// <summary>
/// What a modelled event type is made of: which envelope it has and which columns its <c>data</c> becomes.
/// The columns of every staged table are: an id, the event's <c>at</c>, then values of 64 bits, then the organization.
/// </summary>
public sealed class EventContract
{
    internal EventContract(int index, string on, string @event, string idColumn, string atColumn, params Column[] values)
    {
        Index = index;
        On = on;
        Event = @event;
        OnUtf8 = Encoding.UTF8.GetBytes(on);
        EventUtf8 = Encoding.UTF8.GetBytes(@event);
        Values = values;
        Table = new TableSchema(
            $"{@event}_events",
            [
                new Column(idColumn, ColumnType.Text),
                new Column(atColumn, ColumnType.Timestamp),
                .. values,
                new Column("organization_id", ColumnType.Text),
            ],
            [idColumn, atColumn]);
    }

    /// <summary>The position of this contract in <see cref="EventContracts.All"/>.</summary>
    public int Index { get; }

    /// <summary>The envelope's <c>on</c>.</summary>
    public string On { get; }

    /// <summary>The envelope's <c>event</c>.</summary>
    public string Event { get; }

    /// <summary>The staged table, its columns as they lie in a staging file (without <c>date</c>).</summary>
    public TableSchema Table { get; }

    /// <summary>The columns between the event's time and its organization: timestamps or doubles.</summary>
    public IReadOnlyList<Column> Values { get; }

    internal byte[] OnUtf8 { get; }

    internal byte[] EventUtf8 { get; }
}
