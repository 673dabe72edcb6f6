namespace Fleetlake.Events.Parsing.Shapes;

/// <summary>What varies between lines of one shape. The three values are the contract's own, by their index.</summary>
internal enum Slot : byte
{
    At,
    OrganizationId,
    Id,
    Latitude,
    Longitude,
    Timestamp0,
    Timestamp1,
    Timestamp2,
}
