namespace Fleetlake.Simulator.Lines;

/// <summary>Writes an event as its line, in the member order of the feed, straight as UTF-8.</summary>
internal sealed class LineWriter
{
    private readonly Stamps _stamps = new();

    public void Write(in FleetEvent happened, Page page)
    {
        page.Append(Opening(happened.Type));
        _stamps.Write(page, happened.At);
        page.Append("\",\"data\":{\"id\":\""u8);
        page.Append(happened.Subject.Utf8);
        page.Append((byte)'"');
        if (happened.Type == EventType.Update)
            WriteFix(happened, page);
        if (happened.IsOfPeriod)
            WriteHours(happened, page);
        page.Append("},\"organization_id\":\""u8);
        page.Append(happened.Organization.Utf8);
        page.Append("\"}\n"u8);
    }

    private static ReadOnlySpan<byte> Opening(EventType type) => type switch
    {
        EventType.Register => "{\"event\":\"register\",\"on\":\"vehicle\",\"at\":\""u8,
        EventType.Update => "{\"event\":\"update\",\"on\":\"vehicle\",\"at\":\""u8,
        EventType.Deregister => "{\"event\":\"deregister\",\"on\":\"vehicle\",\"at\":\""u8,
        EventType.Create => "{\"event\":\"create\",\"on\":\"operating_period\",\"at\":\""u8,
        _ => "{\"event\":\"delete\",\"on\":\"operating_period\",\"at\":\""u8,
    };

    private void WriteFix(in FleetEvent happened, Page page)
    {
        switch (happened.Fix.Kind)
        {
            case FixKind.Missing:
                return;
            case FixKind.Null:
                page.Append(",\"location\":null"u8);
                return;
            case FixKind.NullMembers:
                page.Append(",\"location\":{\"lat\":null,\"lng\":null,\"at\":null}"u8);
                return;
        }

        page.Append(",\"location\":{\"lat\":"u8);
        Degrees.Write(page, happened.Fix.Latitude);
        page.Append(",\"lng\":"u8);
        Degrees.Write(page, happened.Fix.Longitude);
        page.Append(",\"at\":\""u8);
        _stamps.Write(page, happened.At);
        page.Append("\"}"u8);
    }

    private void WriteHours(in FleetEvent happened, Page page)
    {
        page.Append(",\"start\":\""u8);
        _stamps.Write(page, happened.Start);
        page.Append("\",\"finish\":\""u8);
        _stamps.Write(page, happened.Finish);
        page.Append((byte)'"');
    }
}
