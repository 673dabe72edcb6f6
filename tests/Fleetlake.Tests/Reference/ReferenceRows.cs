namespace Fleetlake.Tests.Reference;

// Times are microseconds since 1970-01-01T00:00:00Z. Cells() gives the columns in the order of ReferenceSchema; it is
// the sort key as well.

public interface IReferenceRow
{
    object?[] Cells();
}

/// <summary>A line with a good envelope.</summary>
/// <remarks>
/// <c>Data</c> is the value as it came: null when missing, the text <c>null</c> when JSON null. <c>Extra</c> holds the
/// top-level members nobody knows, name to value as it came, and is null when there are none.
/// </remarks>
public sealed record RawRow(
    DateOnly SourceDate, string Event, string On, long AtMicros, string? Data, string OrganizationId,
    IReadOnlyDictionary<string, string>? Extra, string SourceObject, long SourceLine) : IReferenceRow
{
    public object?[] Cells() =>
        [SourceDate, Event, On, AtMicros, Data, OrganizationId, ReferenceJson.Canonical(Extra), SourceObject, SourceLine];
}

/// <summary>A line that cannot be a row.</summary>
/// <remarks>
/// <c>InRaw</c> when the envelope was good, so that the line is in raw too. <c>Line</c> is without its <c>\n</c>, and of
/// one longer than 64 MiB the first 64 KiB. <c>Reason</c> is for a person who debugs and is never compared.
/// </remarks>
public sealed record RejectedRow(
    DateOnly SourceDate, string SourceObject, long SourceLine, bool InRaw, byte[] Line, string Reason) : IReferenceRow
{
    public object?[] Cells() => [SourceDate, SourceObject, SourceLine, Line];
}

public sealed record UpdateRow(
    DateOnly Date, string VehicleId, long UpdatedAt, double? Lat, double? Long, long? LocatedAt,
    string OrganizationId) : IReferenceRow
{
    public object?[] Cells() => [Date, VehicleId, UpdatedAt, Lat, Long, LocatedAt, OrganizationId];
}

public sealed record RegisterRow(
    DateOnly Date, string VehicleId, long RegisteredAt, string OrganizationId) : IReferenceRow
{
    public object?[] Cells() => [Date, VehicleId, RegisteredAt, OrganizationId];
}

public sealed record DeregisterRow(
    DateOnly Date, string VehicleId, long DeregisteredAt, string OrganizationId) : IReferenceRow
{
    public object?[] Cells() => [Date, VehicleId, DeregisteredAt, OrganizationId];
}

public sealed record CreateRow(
    DateOnly Date, string OperatingPeriodId, long CreatedAt, long Start, long Finish,
    string OrganizationId) : IReferenceRow
{
    public object?[] Cells() => [Date, OperatingPeriodId, CreatedAt, Start, Finish, OrganizationId];
}

public sealed record DeleteRow(
    DateOnly Date, string OperatingPeriodId, long DeletedAt, long? Start, long? Finish,
    string OrganizationId) : IReferenceRow
{
    public object?[] Cells() => [Date, OperatingPeriodId, DeletedAt, Start, Finish, OrganizationId];
}

public sealed record MetadataRow(
    DateOnly Date, string VehicleId, string OperatingPeriodId, long OperationStart, long OperationFinish,
    string OrganizationId) : IReferenceRow
{
    public object?[] Cells() =>
        [Date, VehicleId, OperatingPeriodId, OperationStart, OperationFinish, OrganizationId];
}

public sealed record PositionRow(
    DateOnly Date, string VehicleId, long UpdatedAt, double Lat, double Long, double DrivenMeters,
    double? SecondsSincePrevious, string OrganizationId) : IReferenceRow
{
    public object?[] Cells() =>
        [Date, VehicleId, UpdatedAt, Lat, Long, DrivenMeters, SecondsSincePrevious, OrganizationId];
}

public sealed record DailyDistanceRow(
    DateOnly Date, string VehicleId, string OrganizationId, long Positions, double DrivenMeters) : IReferenceRow
{
    public object?[] Cells() => [Date, VehicleId, OrganizationId, Positions, DrivenMeters];
}

public sealed record PeriodDistanceRow(
    DateOnly Date, string OperatingPeriodId, string VehicleId, string OrganizationId, long Positions,
    double DrivenMeters) : IReferenceRow
{
    public object?[] Cells() => [Date, OperatingPeriodId, VehicleId, OrganizationId, Positions, DrivenMeters];
}
