using Fleetlake.Events.Json;

namespace Fleetlake.Events.Parsing;

/// <summary>Where the members of a line lie; of equal names the last one.</summary>
internal struct Envelope
{
    public JsonValue Event;
    public JsonValue On;
    public JsonValue At;
    public JsonValue OrganizationId;
    public JsonValue Data;
    public DataFields Fields;
}
