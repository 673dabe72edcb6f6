using System.Text;

namespace Fleetlake.Simulator.Lines;

internal enum EventType
{
    Register,
    Update,
    Deregister,
    Create,
    Delete,
}

/// <summary>How the location of an update is told.</summary>
internal enum FixKind
{
    Missing,
    Null,
    NullMembers,
    Located,
}

/// <summary>A position, in 1e-5 degrees.</summary>
internal readonly record struct Fix(FixKind Kind, int Latitude = 0, int Longitude = 0);

/// <summary>An id, with its bytes at hand. It has no character that JSON escapes.</summary>
internal sealed class Id(string text)
{
    private readonly byte[] _utf8 = Encoding.UTF8.GetBytes(text);

    public string Text { get; } = text;

    public ReadOnlySpan<byte> Utf8 => _utf8;
}

/// <summary>An event of the fleet. Instants are milliseconds since 1970-01-01T00:00:00Z.</summary>
/// <param name="Type">What happened.</param>
/// <param name="At">When.</param>
/// <param name="Organization">Whose it is.</param>
/// <param name="Subject">The vehicle, or the operating period.</param>
/// <param name="Fix">Where, of an update.</param>
/// <param name="Start">Of the operating period.</param>
/// <param name="Finish">Of the operating period.</param>
internal readonly record struct FleetEvent(
    EventType Type, long At, Id Organization, Id Subject, Fix Fix = default, long Start = 0, long Finish = 0)
{
    public bool IsLocated => Type == EventType.Update && Fix.Kind == FixKind.Located;

    public bool IsOfPeriod => Type >= EventType.Create;
}
