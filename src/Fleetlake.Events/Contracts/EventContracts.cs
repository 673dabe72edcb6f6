using Fleetlake.Events.Schema;

namespace Fleetlake.Events.Contracts;

/// <summary>The five modelled pairs of <c>on</c> and <c>event</c>; every other pair lies in raw and nowhere else.</summary>
public static class EventContracts
{
    /// <summary>
    /// Changes whenever a rule of the contract changes what is accepted or staged: a date that was taken in
    /// under another version is stale.
    /// </summary>
    public const string Version = "1";

    /// <summary>Positions of vehicles.</summary>
    public static readonly EventContract Update = new(
        0, "vehicle", "update", "vehicle_id", "updated_at",
        new Column("lat", ColumnType.Double, IsNullable: true),
        new Column("long", ColumnType.Double, IsNullable: true),
        new Column("located_at", ColumnType.Timestamp, IsNullable: true));

    /// <summary>Vehicles that begin a stay.</summary>
    public static readonly EventContract Register = new(1, "vehicle", "register", "vehicle_id", "registered_at");

    /// <summary>Vehicles that end a stay.</summary>
    public static readonly EventContract Deregister = new(2, "vehicle", "deregister", "vehicle_id", "deregistered_at");

    /// <summary>Operating periods that are made or made anew.</summary>
    public static readonly EventContract Create = new(
        3, "operating_period", "create", "operating_period_id", "created_at",
        new Column("start", ColumnType.Timestamp),
        new Column("finish", ColumnType.Timestamp));

    /// <summary>Operating periods that are taken back.</summary>
    public static readonly EventContract Delete = new(
        4, "operating_period", "delete", "operating_period_id", "deleted_at",
        new Column("start", ColumnType.Timestamp, IsNullable: true),
        new Column("finish", ColumnType.Timestamp, IsNullable: true));

    /// <summary>All contracts, by their index.</summary>
    public static IReadOnlyList<EventContract> All { get; } = [Update, Register, Deregister, Create, Delete];

    /// <summary>The contract of an envelope, or null when nobody modelled it.</summary>
    /// <param name="on">The unescaped <c>on</c> in UTF-8.</param>
    /// <param name="event">The unescaped <c>event</c> in UTF-8.</param>
    public static EventContract? Find(ReadOnlySpan<byte> on, ReadOnlySpan<byte> @event)
    {
        if (on.SequenceEqual("vehicle"u8))
        {
            if (@event.SequenceEqual("update"u8))
                return Update;
            if (@event.SequenceEqual("register"u8))
                return Register;
            return @event.SequenceEqual("deregister"u8) ? Deregister : null;
        }

        if (!on.SequenceEqual("operating_period"u8))
            return null;
        if (@event.SequenceEqual("create"u8))
            return Create;
        return @event.SequenceEqual("delete"u8) ? Delete : null;
    }
}
